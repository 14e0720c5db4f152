// What an operator sees and does over the years: the policy in force, notices and their tries, what is cleared when, and the signed checkpoints.
import * as z from 'zod';
import { Severity } from '../codes.ts';
import { Instant } from '../envelope.ts';
import { AlertRuleId } from '../events/alerts.ts';
import { AlertPolicy, CarePolicy, ClockPolicy, NoticePolicy, PlacementPolicy, RetentionClass, RetentionPolicy } from '../policy.ts';
import { Delivery } from './alerts.ts';
import { listOf, Page } from './lists.ts';

export const PolicyView = z.object({
  /** Changes when any file does. */
  version: z.string(),
  /** Null for the first policy this installation had: it holds for all that came before, too. */
  since: Instant.nullable(),
  entries: z.array(
    z.object({
      area: z.enum(['alerting', 'placement', 'clocks', 'care', 'notices', 'retention']),
      id: z.string(),
      /** A municipality, or a clock's name; null when it holds for all. */
      of: z.string().nullable(),
      validFrom: z.string(),
      validTo: z.string().nullable(),
      inForce: z.boolean(),
      source: z.string().nullable(),
    }),
  ),
  inForce: z.object({
    alerting: AlertPolicy,
    placement: z.array(PlacementPolicy),
    clocks: z.array(ClockPolicy),
    care: CarePolicy,
    notices: NoticePolicy,
    retention: RetentionPolicy,
  }),
});
export type PolicyView = z.infer<typeof PolicyView>;
/** `since`: from when it is in force; the same version as before changes nothing. */
export const PolicyReloaded = z.object({ version: z.string(), since: Instant.nullable(), changed: z.boolean() });

export const NoticesQuery = Page.extend({
  status: z.enum(['pending', 'sent', 'failed', 'given-up', 'all']).default('all'),
  alertId: z.string().max(64).optional(),
}).strict();
export const NoticeItem = Delivery.extend({
  alertId: z.string(),
  rule: AlertRuleId.nullable(),
  municipality: z.string().nullable(),
  severity: Severity,
  /** When it was first to be sent. */
  at: Instant,
  nextAttemptAt: Instant.nullable(),
  /** Every try and every "send again", oldest first. */
  record: z.array(
    z.object({
      at: Instant,
      what: z.enum(['sent', 'failed', 'given-up', 'sent-again']),
      error: z.string().nullable(),
      /** Login of who asked for it; null for what the product did by itself. */
      by: z.string().nullable(),
    }),
  ),
});
export type NoticeItem = z.infer<typeof NoticeItem>;
export const NoticeList = listOf(NoticeItem);
export type NoticeList = z.infer<typeof NoticeList>;
export const NoticeResult = z.object({ notice: NoticeItem });

export const RetentionView = z.object({
  at: Instant,
  classes: z.array(
    z.object({
      class: RetentionClass,
      keptDays: z.number(),
      rows: z.int().nonnegative(),
      /** What the next clearing would take away. */
      wouldGo: z.int().nonnegative(),
      oldest: Instant.nullable(),
      /** Why less goes than is old enough; null when nothing holds it back. */
      heldBack: z
        .object({
          why: z.enum(['unread', 'goes-with-log']),
          /** Who has still to read it. */
          group: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type RetentionView = z.infer<typeof RetentionView>;

export const CheckpointReport = z.object({
  at: Instant,
  /** The newest signed checkpoint; null when none has been written. */
  checkpointAt: Instant.nullable(),
  checkpoints: z.int().nonnegative(),
  events: z.int().nonnegative(),
  /** Empty when every event is what it was. */
  faults: z.array(z.object({ role: z.string(), stream: z.string().nullable(), version: z.int().nullable(), fault: z.string() })),
});
export type CheckpointReport = z.infer<typeof CheckpointReport>;

export const ErasedPerson = z.object({
  erased: z.boolean(),
  /** Sealed raw messages that were about the person, and are gone. */
  rawMessages: z.int().nonnegative(),
});
