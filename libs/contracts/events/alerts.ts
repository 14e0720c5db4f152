// What alerting says. Topic `alerting`, key alertId. Each event carries the alert as it now is.
import * as z from 'zod';
import { AlertState, CareKind, MunicipalityCode, OwnerRole, PlaceFeature, Severity, UserRole } from '../codes.ts';
import { Instant, OpaqueId } from '../envelope.ts';
import { Gate } from './journeys.ts';

export const AlertRuleId = z.enum(['short-term-shortage', 'short-term-shortage-ahead', 'wait-over-limit', 'source-silent']);
export type AlertRuleId = z.infer<typeof AlertRuleId>;

/** One way to clear the alert and how far it goes. `people` is how many of those held up it would let move. */
export const Relief = z.object({
  action: z.enum([
    'free-places',
    'reopen-closed',
    'move-onward',
    'use-held-places',
    'match-free-places',
    'decide-discharge',
    'restore-source',
  ]),
  kind: CareKind.nullable(),
  /** What the places must have; absent when any place of the kind will do. */
  needs: z.array(PlaceFeature).optional(),
  unitId: OpaqueId.nullable(),
  places: z.int().nonnegative(),
  people: z.int().nonnegative(),
  at: Instant.nullable(),
  owner: z.object({ role: OwnerRole, organisation: OpaqueId.nullable() }),
});
export type Relief = z.infer<typeof Relief>;

export const AlertTimelineEntry = z.object({
  at: Instant,
  type: z.enum([
    'raised',
    'changed',
    'acknowledged',
    'unacknowledged',
    'assigned',
    'snoozed',
    'woke',
    'escalated',
    'silenced',
    'notified',
    'noted',
    'resolved',
  ]),
  actor: z.string().max(80),
  severity: Severity.nullable(),
  count: z.int().nonnegative().nullable(),
  until: Instant.nullable(),
  assignee: z.string().max(80).nullable(),
});

export const AlertView = z.object({
  alertId: OpaqueId,
  rule: AlertRuleId,
  /** Rule and subject: one open alert per fingerprint. */
  fingerprint: z.string().max(200),
  severity: Severity,
  state: AlertState,
  silenced: z.boolean(),
  since: Instant,
  raisedAt: Instant,
  /** The last time its figures changed, and how many times they have. */
  changedAt: Instant,
  changes: z.int().nonnegative(),
  municipality: MunicipalityCode.nullable(),
  kind: CareKind.nullable(),
  sourceId: OpaqueId.nullable(),
  /** How many are held up, by journey id, longest first; and since when the oldest waits. */
  count: z.int().nonnegative(),
  journeys: z.array(OpaqueId).max(50),
  oldestSince: Instant.nullable(),
  free: z.int().nonnegative().nullable(),
  places: z.int().nonnegative().nullable(),
  /** For an alert about what is coming: when the places are expected to run out. */
  expectedAt: Instant.nullable(),
  cause: z.object({ gate: z.string().max(80), chain: z.array(Gate) }),
  owner: z.object({ role: OwnerRole, organisation: OpaqueId.nullable() }),
  nextStep: z.enum([
    'match-free-place',
    'call-units-about-closed',
    'move-ready-onward',
    'ask-other-municipality',
    'decide-discharge',
    'check-source',
    'plan-ahead',
  ]),
  clears: z.array(Relief),
  audience: z.array(UserRole),
  assignee: z.string().max(80).nullable(),
  snoozedUntil: Instant.nullable(),
  escalatesAt: Instant.nullable(),
  escalations: z.int().nonnegative(),
  resolvedAt: Instant.nullable(),
  timeline: z.array(AlertTimelineEntry).max(200),
  revision: z.int().positive(),
});
export type AlertView = z.infer<typeof AlertView>;

const alert = z.object({ alert: AlertView });

export const alertSchemas = {
  AlertRaised: alert,
  AlertChanged: alert,
  AlertAcknowledged: alert,
  AlertUnacknowledged: alert,
  AlertAssigned: alert,
  AlertSnoozed: alert,
  AlertWoke: alert,
  AlertEscalated: alert,
  AlertSilenced: alert,
  AlertNoted: alert,
  AlertResolved: alert,
} as const;
