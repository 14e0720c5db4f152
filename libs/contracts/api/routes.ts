// Every HTTP route once: method, path, who may call it, and the shapes in and out. Server checks, OpenAPI and the web client read this table.
import * as z from 'zod';
import type { UserRole } from '../codes.ts';
import * as alerts from './alerts.ts';
import * as journeys from './journeys.ts';
import { listOf, Page } from './lists.ts';
import * as ops from './operations.ts';
import * as places from './places.ts';
import * as upkeep from './upkeep.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under /api/v1, with `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  /** Roles that may call; `public` needs no log-in. Scope within the role is the service's. */
  readonly roles: readonly UserRole[] | 'public';
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
  readonly status?: number;
  /** Needs If-Match with the revision it was read at. */
  readonly ifMatch?: boolean;
}

const all = ['coordinator', 'placement', 'manager', 'operator'] as const;
const placing = ['placement', 'operator'] as const;
const alerting = ['coordinator', 'placement', 'manager', 'operator'] as const;
const operating = ['operator'] as const;
const caseReaders = ['coordinator', 'placement', 'operator'] as const;

export const routes = {
  session: { method: 'GET', path: '/session', summary: 'Who is asking, and who may log in', roles: 'public', response: ops.SessionInfo },
  login: { method: 'POST', path: '/session', summary: 'Log in', roles: 'public', body: ops.LoginBody, response: ops.SessionInfo },
  logout: { method: 'DELETE', path: '/session', summary: 'Log out', roles: 'public', status: 204 },
  listJourneys: {
    method: 'GET',
    path: '/journeys',
    summary: 'Journeys the asker may see',
    roles: all,
    query: journeys.JourneysQuery,
    response: journeys.JourneyList,
  },
  getJourney: {
    method: 'GET',
    path: '/journeys/:id',
    summary: 'One journey with legs, causes and history',
    roles: caseReaders,
    query: z.object({ asOf: z.iso.datetime({ offset: true }).optional() }).strict(),
    response: journeys.JourneyDetail,
  },
  getPerson: {
    method: 'GET',
    path: '/journeys/:id/person',
    summary: 'Name and personnummer, logged',
    roles: ['coordinator', 'placement'],
    response: journeys.PersonDetail,
  },
  getAccessLog: {
    method: 'GET',
    path: '/journeys/:id/access-log',
    summary: 'Who has read this case',
    roles: caseReaders,
    query: Page.strict(),
    response: listOf(journeys.AccessLogLine),
  },
  getGates: {
    method: 'GET',
    path: '/gates',
    summary: 'Gates per kind and municipality',
    roles: all,
    query: z.object({ asOf: z.iso.datetime({ offset: true }).optional() }).strict(),
    response: journeys.GateMatrix,
  },
  listUnits: {
    method: 'GET',
    path: '/units',
    summary: 'Units with their places in figures',
    roles: all,
    query: places.UnitsQuery,
    response: places.UnitList,
  },
  getUnit: { method: 'GET', path: '/units/:id', summary: 'One unit and its places', roles: all, response: places.UnitDetail },
  listAlerts: { method: 'GET', path: '/alerts', summary: 'Alerts', roles: all, query: alerts.AlertsQuery, response: alerts.AlertList },
  getAlert: { method: 'GET', path: '/alerts/:id', summary: 'One alert with its timeline', roles: all, response: alerts.AlertDetail },
  stream: { method: 'GET', path: '/stream', summary: 'Live changes as server-sent events; resumes after Last-Event-ID', roles: all },

  registerUnit: {
    method: 'PUT',
    path: '/units/:id',
    summary: 'Register or change a unit and its places',
    roles: operating,
    body: places.UnitBody,
    response: z.object({ unitId: z.string(), changed: z.boolean() }),
  },
  reportCapacity: {
    method: 'POST',
    path: '/units/:id/capacity',
    summary: 'A unit reports its figures',
    roles: placing,
    body: places.CapacityBody,
    response: z.object({ unitId: z.string() }),
  },
  match: {
    method: 'GET',
    path: '/journeys/:id/match',
    summary: 'Ranked places for who waits, with reasons',
    roles: placing,
    response: places.MatchResult,
  },
  hold: {
    method: 'POST',
    path: '/requests/:id/hold',
    summary: 'Hold a place until a time',
    roles: placing,
    body: places.HoldBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  release: {
    method: 'POST',
    path: '/requests/:id/release',
    summary: 'Let a held place go',
    roles: placing,
    body: places.EmptyBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  offer: {
    method: 'POST',
    path: '/requests/:id/offer',
    summary: 'Offer the held place, or hold and offer a free one',
    roles: placing,
    body: places.OfferBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  accept: {
    method: 'POST',
    path: '/requests/:id/accept',
    summary: 'The offer was accepted',
    roles: placing,
    body: places.EmptyBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  decline: {
    method: 'POST',
    path: '/requests/:id/decline',
    summary: 'The offer was declined',
    roles: placing,
    body: places.DeclineBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  moveIn: {
    method: 'POST',
    path: '/requests/:id/move-in',
    summary: 'The person moved in',
    roles: placing,
    body: places.MoveInBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  vacatePlace: {
    method: 'POST',
    path: '/places/:id/vacate',
    summary: 'The person moved out',
    roles: placing,
    body: places.VacateBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  occupyPlace: {
    method: 'POST',
    path: '/places/:id/occupy',
    summary: 'Somebody on no journey moved in (respite, planned stay)',
    roles: placing,
    body: places.OccupyBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  closePlace: {
    method: 'POST',
    path: '/places/:id/close',
    summary: 'Close a place with a reason',
    roles: placing,
    body: places.CloseBody,
    response: places.PlacementResult,
    ifMatch: true,
  },
  reopenPlace: {
    method: 'POST',
    path: '/places/:id/reopen',
    summary: 'Open a closed place',
    roles: placing,
    body: places.EmptyBody,
    response: places.PlacementResult,
    ifMatch: true,
  },

  acknowledgeAlert: {
    method: 'POST',
    path: '/alerts/:id/acknowledge',
    summary: 'Take the alert on',
    roles: alerting,
    body: places.EmptyBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  unacknowledgeAlert: {
    method: 'POST',
    path: '/alerts/:id/unacknowledge',
    summary: 'Undo an acknowledgement',
    roles: alerting,
    body: places.EmptyBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  assignAlert: {
    method: 'POST',
    path: '/alerts/:id/assign',
    summary: 'Assign to somebody',
    roles: alerting,
    body: alerts.AssignBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  snoozeAlert: {
    method: 'POST',
    path: '/alerts/:id/snooze',
    summary: 'Put aside for a while',
    roles: alerting,
    body: alerts.SnoozeBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  escalateAlert: {
    method: 'POST',
    path: '/alerts/:id/escalate',
    summary: 'Hand up',
    roles: alerting,
    body: places.EmptyBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  silenceAlert: {
    method: 'POST',
    path: '/alerts/:id/silence',
    summary: 'Silence this rule and municipality until a time',
    roles: ['manager', 'operator'],
    body: alerts.SilenceBody,
    response: alerts.AlertResult,
    ifMatch: true,
  },
  noteAlert: {
    method: 'POST',
    path: '/alerts/:id/note',
    summary: 'Note on the timeline that something was done',
    roles: alerting,
    body: alerts.NoteBody,
    response: alerts.AlertResult,
  },
  listSilences: {
    method: 'GET',
    path: '/silences',
    summary: 'Silences in force',
    roles: all,
    query: Page.strict(),
    response: listOf(alerts.SilenceItem),
  },
  endSilence: { method: 'DELETE', path: '/silences/:id', summary: 'End a silence', roles: ['manager', 'operator'], status: 204 },

  intakeEvents: {
    method: 'POST',
    path: '/intake/events',
    summary: 'Facts as CloudEvents JSON, one or a batch',
    roles: operating,
    body: ops.IntakeBody,
    response: ops.IntakeResult,
    status: 202,
  },
  listMessages: {
    method: 'GET',
    path: '/intake/messages',
    summary: 'Messages received',
    roles: operating,
    query: ops.MessagesQuery,
    response: ops.MessageList,
  },
  retryMessages: {
    method: 'POST',
    path: '/intake/retry',
    summary: 'Try quarantined messages again',
    roles: operating,
    body: ops.RetryBody,
    response: ops.RetryResult,
  },
  reloadMappings: {
    method: 'POST',
    path: '/intake/mappings/reload',
    summary: 'Read the mapping files again; the old ones stay if the new are wrong',
    roles: operating,
    body: places.EmptyBody,
    response: z.object({ version: z.string() }),
  },
  operator: {
    method: 'GET',
    path: '/operator',
    summary: 'Sources, lag, dead letters, quarantine',
    roles: operating,
    response: ops.OperatorView,
  },
  operatorPart: {
    method: 'GET',
    path: '/operator/part',
    summary: 'The same of the roles that the answering process runs',
    roles: operating,
    response: ops.OperatorPart,
  },
  retryDeadLetterPart: {
    method: 'POST',
    path: '/operator/part/dead-letters/retry',
    summary: 'Try a parked event again, in the process that runs its group',
    roles: operating,
    body: ops.DeadLetterRetryBody,
    response: ops.DeadLetterRetried,
  },
  retryDeadLetter: {
    method: 'POST',
    path: '/operator/dead-letters/retry',
    summary: 'Try a parked event again',
    roles: operating,
    body: ops.DeadLetterRetryBody,
    response: ops.DeadLetterRetried,
  },
  erasePerson: {
    method: 'POST',
    path: '/journeys/:id/erase-person',
    summary: 'Destroy the key of the person of this case, and the raw messages about the person',
    roles: operating,
    body: places.EmptyBody,
    response: upkeep.ErasedPerson,
  },
  getPolicy: {
    method: 'GET',
    path: '/operator/policy',
    summary: 'The policy in force, and every version with its validity',
    roles: operating,
    response: upkeep.PolicyView,
  },
  reloadPolicy: {
    method: 'POST',
    path: '/operator/policy/reload',
    summary: 'Read the policy files again; the old policy stays if the new is wrong',
    roles: operating,
    body: places.EmptyBody,
    response: upkeep.PolicyReloaded,
  },
  listNotices: {
    method: 'GET',
    path: '/notices',
    summary: 'Notices by mail and webhook, newest first, with the record of every try',
    roles: operating,
    query: upkeep.NoticesQuery,
    response: upkeep.NoticeList,
  },
  resendNotice: {
    method: 'POST',
    path: '/notices/:id/resend',
    summary: 'Send a notice again that was given up: same id, new tries',
    roles: operating,
    body: places.EmptyBody,
    response: upkeep.NoticeResult,
  },
  getRetention: {
    method: 'GET',
    path: '/operator/retention',
    summary: 'How long each class of data is kept, and what the next clearing would take away',
    roles: operating,
    response: upkeep.RetentionView,
  },
  verifyEvents: {
    method: 'POST',
    path: '/operator/verify-events',
    summary: 'Hold every event against its hash chain and the signed checkpoints',
    roles: operating,
    body: places.EmptyBody,
    response: upkeep.CheckpointReport,
  },
  demo: {
    method: 'POST',
    path: '/demo',
    summary: 'Pause or go on with the made-up traffic',
    roles: operating,
    body: ops.DemoBody,
    response: z.object({ running: z.boolean() }),
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
