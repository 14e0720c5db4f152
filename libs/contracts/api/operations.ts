// Log-in, intake, and the operator's page.
import * as z from 'zod';
import { AckCode, MessageStatus, UserRole } from '../codes.ts';
import { CloudEvent, Instant } from '../envelope.ts';
import { listOf, Page } from './lists.ts';

export const Asker = z.object({
  login: z.string(),
  name: z.string(),
  role: UserRole,
  /** `region`, or a municipality's code. */
  organisation: z.string(),
  organisationName: z.string(),
});
export type Asker = z.infer<typeof Asker>;
export const LoginBody = z.object({ login: z.string().min(1).max(80), token: z.string().max(500).optional() }).strict();
export const SessionInfo = z.object({
  asker: Asker.nullable(),
  demo: z.boolean(),
  logins: z.array(Asker),
  now: Instant,
  municipalities: z.array(z.object({ code: z.string(), name: z.string() })),
  facilities: z.array(z.object({ id: z.string(), name: z.string() })),
  version: z.string(),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

export const MessagesQuery = Page.extend({
  status: MessageStatus.optional(),
  source: z.string().max(64).optional(),
  controlId: z.string().max(200).optional(),
}).strict();
export const MessageItem = z.object({
  id: z.string(),
  receivedAt: Instant,
  source: z.string(),
  controlId: z.string().nullable(),
  event: z.string().nullable(),
  status: MessageStatus,
  /** In words a coordinator understands; null when all is well. */
  reason: z.string().nullable(),
  reasonCode: z.string().nullable(),
  warnings: z.array(z.string()),
  answer: AckCode.nullable(),
  duplicates: z.int().nonnegative(),
  retries: z.int().nonnegative(),
});
export const MessageList = listOf(MessageItem);
export const IntakeBody = z.union([CloudEvent, z.array(CloudEvent).min(1).max(1000)]);
export const IntakeResult = z.object({
  results: z.array(z.object({ id: z.string(), status: MessageStatus, reason: z.string().nullable(), messageId: z.string().nullable() })),
});
export const RetryBody = z.object({ ids: z.array(z.string()).min(1).max(500) }).strict();
export const RetryResult = z.object({ retried: z.int(), stored: z.int(), quarantined: z.int() });
export const UnknownUnitItem = z.object({
  sourceId: z.string(),
  code: z.string(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  messages: z.int(),
});

export const SourceItem = z.object({
  sourceId: z.string(),
  name: z.string(),
  facility: z.string().nullable(),
  lastHeardAt: Instant.nullable(),
  connections: z.int(),
  received: z.int(),
  quarantined: z.int(),
  refused: z.int(),
  silent: z.boolean(),
});
export const DeadLetterItem = z.object({
  group: z.string(),
  eventId: z.string(),
  topic: z.string(),
  type: z.string(),
  key: z.string(),
  error: z.string(),
  attempts: z.int(),
  parkedAt: Instant,
  behind: z.int(),
});
export const LagItem = z.object({ group: z.string(), topic: z.string(), lag: z.int(), oldestMs: z.int().nullable() });
/** What one process knows of the roles it runs. */
export const OperatorPart = z.object({
  sources: z.array(SourceItem),
  lags: z.array(LagItem),
  outbox: z.int(),
  deadLetters: z.array(DeadLetterItem),
  quarantined: z.int(),
  unknownUnits: z.array(UnknownUnitItem),
  /** Of the process that drives the made-up traffic; a version before this says nothing of it. */
  demo: z.object({ running: z.boolean(), speed: z.number() }).nullable(),
});
export type OperatorPart = z.infer<typeof OperatorPart>;
export const OperatorView = OperatorPart.extend({
  at: Instant,
  startedAt: Instant,
  /** Roles that run elsewhere and did not answer: what they know is missing above. */
  silent: z.array(z.string()),
});
export type OperatorView = z.infer<typeof OperatorView>;
export const DeadLetterRetryBody = z.object({ group: z.string(), eventId: z.string() }).strict();
export const DeadLetterRetried = z.object({ ok: z.boolean(), error: z.string().nullable() });
export type DeadLetterRetried = z.infer<typeof DeadLetterRetried>;
export const DemoBody = z.object({ running: z.boolean() }).strict();
export const DemoTurned = z.object({ running: z.boolean() });
export type DemoTurned = z.infer<typeof DemoTurned>;

/** One line of the live stream: which thing changed, so that a screen can ask again for what it shows. */
export const StreamChange = z.object({
  kind: z.enum(['journey', 'presence', 'unit', 'alert', 'message', 'reset']),
  id: z.string(),
  municipality: z.string().nullable(),
  revision: z.int(),
  at: Instant,
});
export type StreamChange = z.infer<typeof StreamChange>;
