// What the queue and the case page read.
import * as z from 'zod';
import { CareKind, CauseKind, GateCode, JourneyMark, JourneyState, OwnerRole, PlaceFeature, Track } from '../codes.ts';
import { Instant } from '../envelope.ts';
import { Cause, Gate, JourneyChange, Leg, Wait } from '../events/journeys.ts';
import { RequestView } from '../events/placement.ts';
import { AsOf, listOf, municipalityFilter, Page } from './lists.ts';

export const TimeBadge = z.enum(['within', 'near', 'over']);

const sortColumn = '-?(?:waitHours|readySince|caseRef|municipality|unit|admittedAt)';
/** Up to three columns, comma between, with `-` in front for descending: `municipality,-waitHours`. */
export const JourneySort = z
  .string()
  .max(100)
  .regex(new RegExp(`^${sortColumn}(?:,${sortColumn}){0,2}$`), 'up to three known columns, with - in front for descending');

export const JourneysQuery = Page.extend({
  /** A state, `waiting` (any open wait), or `open` (not settled or closed). Default `open`. */
  state: z.union([JourneyState, z.enum(['waiting', 'open', 'all'])]).default('open'),
  ...municipalityFilter,
  unit: z.string().max(64).optional(),
  facility: z.string().max(64).optional(),
  cause: CauseKind.optional(),
  target: CareKind.optional(),
  badge: TimeBadge.optional(),
  /** Free text: case reference, ward, or (logged) name or personnummer of someone in scope. */
  q: z.string().max(200).optional(),
  sort: JourneySort.default('-waitHours'),
  asOf: AsOf,
}).strict();

/** A name is present only where the asker may see it; `masked` says why it is not. */
export const PersonBrief = z.object({
  name: z.string().nullable(),
  age: z.int().nullable(),
  /** `1941****-****` */
  personnummerMasked: z.string().nullable(),
  masked: z.enum(['protected', 'out-of-scope', 'erased', 'unknown']).nullable(),
  /** Other open cases in the same list with the same family name. */
  sameFamilyName: z.int().nonnegative(),
});

export const CauseText = Cause.omit({ detail: true }).extend({
  kind: CauseKind,
  gate: GateCode,
  chain: z.array(Gate),
  /** One sentence in the asker's language. */
  text: z.string(),
  nextStep: z.string(),
  since: Instant,
  owner: z.object({ role: OwnerRole, organisation: z.string().nullable(), name: z.string() }),
  detail: Cause.shape.detail,
});

export const JourneyItem = z.object({
  journeyId: z.string(),
  caseRef: z.string(),
  revision: z.int(),
  state: JourneyState,
  marks: z.array(JourneyMark),
  protectedIdentity: z.boolean(),
  person: PersonBrief,
  leg: z
    .object({
      kind: CareKind,
      unit: z.string().nullable(),
      unitName: z.string().nullable(),
      facility: z.string().nullable(),
      since: Instant,
    })
    .nullable(),
  municipality: z.string().nullable(),
  municipalityName: z.string().nullable(),
  track: Track.nullable(),
  target: CareKind.nullable(),
  targets: z.array(CareKind),
  needs: z.array(PlaceFeature),
  readySince: Instant.nullable(),
  waitHours: z.number().nullable(),
  badge: TimeBadge.nullable(),
  expectedDischargeAt: Instant.nullable(),
  admittedAt: Instant.nullable(),
  cause: CauseText.nullable(),
  request: RequestView.pick({ requestId: true, status: true, placeId: true, until: true, revision: true }).nullable(),
});
export type JourneyItem = z.infer<typeof JourneyItem>;
export const JourneyList = listOf(JourneyItem).extend({
  /** The moment the figures are for. */
  at: Instant,
  summary: z.object({ waiting: z.int(), over: z.int(), near: z.int(), oldestHours: z.number(), totalHours: z.number() }),
  /** Counts per facet value under the other filters. */
  facets: z.record(z.string(), z.record(z.string(), z.int())),
});
export type JourneyList = z.infer<typeof JourneyList>;

export const HistoryLine = z.object({
  revision: z.int(),
  occurredAt: Instant,
  recordedAt: Instant,
  type: z.string(),
  actor: z.string(),
  changes: z.array(JourneyChange),
  text: z.string(),
});

/** What hours were lost to. `unknown`: the wait was not known while it lasted, or nobody has judged it yet; no cause is made up afterwards. */
export const LostTo = z.enum([...CauseKind.options, 'unknown']);
export type LostTo = z.infer<typeof LostTo>;

export const CauseSegment = z.object({
  waitId: z.string(),
  from: Instant,
  to: Instant.nullable(),
  kind: LostTo,
  /** Null when the kind is `unknown`. */
  gate: GateCode.nullable(),
  hours: z.number(),
  text: z.string(),
});

export const Clock = z.object({
  clock: z.enum(['admission-notice', 'planning-basis', 'discharge-after-ready', 'onward-move']),
  startedAt: Instant.nullable(),
  dueAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  hours: z.number().nullable(),
  badge: TimeBadge.nullable(),
});

export const JourneyDetail = JourneyItem.extend({
  legs: z.array(Leg.extend({ unitName: z.string().nullable(), hours: z.number(), physician: z.string().nullable() })),
  waits: z.array(Wait.extend({ hours: z.number() })),
  segments: z.array(CauseSegment),
  /** Hours per cause kind over all waits; they add up to `waitedHours` exactly. */
  hoursByCause: z.partialRecord(LostTo, z.number()),
  waitedHours: z.number(),
  responsiblePhysician: z.object({ role: z.string(), text: z.string(), until: Instant.nullable(), next: z.string().nullable() }).nullable(),
  clocks: z.array(Clock),
  homeReady: z.array(z.object({ item: z.string(), done: z.boolean() })),
  readmissionOf: z.string().nullable(),
  gaps: z.array(z.string()),
  history: z.array(HistoryLine),
  placement: RequestView.nullable(),
});
export type JourneyDetail = z.infer<typeof JourneyDetail>;

/** The full identity of one person: a logged read of its own. */
export const PersonDetail = z.object({
  name: z.string().nullable(),
  personnummer: z.string().nullable(),
  masked: PersonBrief.shape.masked,
});
export const AccessLogLine = z.object({
  at: Instant,
  who: z.string(),
  role: z.string(),
  unit: z.string().nullable(),
  action: z.string(),
  purpose: z.string(),
});

/** Gates per kind and municipality, for the matrix at the top of the queue. */
export const GateMatrix = z.object({
  at: Instant,
  kinds: z.array(CareKind),
  municipalities: z.array(z.object({ code: z.string(), name: z.string() })),
  gates: z.array(Gate),
});
