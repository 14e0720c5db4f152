// What flow says. Topic `flow`, key journeyId. One event carries the journey as it now is, so readers only keep the newest revision;
// `changes` names what became different, for people and for subscribers who want the moment and not the state.
import * as z from 'zod';
import {
  CareKind,
  CauseKind,
  GateCode,
  HomeReadyItem,
  JourneyMark,
  JourneyState,
  MunicipalityCode,
  OwnerRole,
  PlaceFeature,
  Track,
} from '../codes.ts';
import { Instant, OpaqueId } from '../envelope.ts';

export const Leg = z.object({
  legId: OpaqueId,
  kind: CareKind,
  /** Ward or housing unit; null when unknown or at home. */
  unitId: OpaqueId.nullable(),
  sourceUnit: z.string().max(64).nullable(),
  facility: OpaqueId.nullable(),
  municipality: MunicipalityCode.nullable(),
  placeId: OpaqueId.nullable(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type Leg = z.infer<typeof Leg>;

/** One interval of being ready to leave a leg. It ends when the leg does, when readiness is withdrawn, or with the journey. */
export const Wait = z.object({
  waitId: OpaqueId,
  legId: OpaqueId,
  legKind: CareKind,
  targets: z.array(CareKind),
  municipality: MunicipalityCode.nullable(),
  needs: z.array(PlaceFeature),
  from: Instant,
  to: Instant.nullable(),
  endedBy: z.enum(['moved', 'withdrawn', 'died', 'cancelled', 'closed']).nullable(),
});
export type Wait = z.infer<typeof Wait>;

export const JourneyView = z.object({
  journeyId: OpaqueId,
  /** Short case reference people say aloud, for instance `Ä-7K2M9`. */
  caseRef: z.string(),
  patientId: OpaqueId,
  /** Grows by one with each revision of this journey; readers keep the highest. */
  revision: z.int().positive(),
  state: JourneyState,
  marks: z.array(JourneyMark),
  protectedIdentity: z.boolean(),
  /** Hospital site where the journey started. */
  facility: OpaqueId.nullable(),
  municipality: MunicipalityCode.nullable(),
  track: Track.nullable(),
  admittedAt: Instant.nullable(),
  legs: z.array(Leg),
  waits: z.array(Wait),
  targets: z.array(CareKind),
  needs: z.array(PlaceFeature),
  wish: z.object({ unitId: OpaqueId.nullable(), municipality: MunicipalityCode.nullable() }).nullable(),
  expectedDischargeAt: Instant.nullable(),
  expectedDischargeMoves: z.int().nonnegative(),
  noticeSentAt: Instant.nullable(),
  planningBasisAt: Instant.nullable(),
  /** When the municipality last judged the need of support; absent in journeys told by older versions. */
  assessedAt: Instant.nullish(),
  /** Items done; the others are missing. */
  homeReady: z.array(HomeReadyItem),
  dischargedTo: z.object({ kind: CareKind.nullable(), unitId: OpaqueId.nullable(), at: Instant }).nullable(),
  readmissionOf: OpaqueId.nullable(),
  mergedInto: OpaqueId.nullable(),
  endedAt: Instant.nullable(),
  /** What is missing in the story told by the sources, for instance `discharge-without-admission`. */
  gaps: z.array(z.string().max(64)),
});
export type JourneyView = z.infer<typeof JourneyView>;

export const JourneyChange = z.object({
  type: z.enum([
    'JourneyStarted',
    'LegStarted',
    'LegEnded',
    'WaitOpened',
    'WaitClosed',
    'StateChanged',
    'ExpectedDischargeMoved',
    'JourneySettled',
    'JourneyClosed',
    'JourneyReopened',
    'Corrected',
  ]),
  id: OpaqueId.nullable(),
  at: Instant.nullable(),
});
export type JourneyChange = z.infer<typeof JourneyChange>;

/** A gate on the way from the patient to the end of the chain. `root` is the last closed one: open it and the rest moves. */
export const Gate = z.object({
  kind: CareKind,
  /** What a place must have to open this gate for those in front of it, and what is counted; absent when any place of the kind will do. */
  needs: z.array(PlaceFeature).optional(),
  municipality: MunicipalityCode,
  state: z.enum(['shut', 'part', 'open', 'todo']),
  root: z.boolean(),
  places: z.int().nonnegative(),
  free: z.int().nonnegative(),
  closed: z.int().nonnegative(),
  /** How many wait in front of it now, with no place held, offered or accepted. Not blame. */
  waiting: z.int().nonnegative(),
  /** Of those, who hold a place behind the gate before it in the chain: what moves when this one opens. Absent in the first gate of a chain. */
  onward: z.int().nonnegative().optional(),
  /** Earliest known opening: an expected vacancy or the expected end of a closure. */
  opensAt: Instant.nullable(),
});
export type Gate = z.infer<typeof Gate>;

export const Cause = z.object({
  kind: CauseKind,
  gate: GateCode,
  /** The gate the patient stands in front of, then the chain behind it. Empty for process causes that no place would mend. */
  chain: z.array(Gate),
  owner: z.object({ role: OwnerRole, organisation: OpaqueId.nullable() }),
  /** Items missing, or the time a hold or an offer runs out: what the text needs beside the codes. */
  detail: z.object({ items: z.array(HomeReadyItem), until: Instant.nullable(), placeId: OpaqueId.nullable(), unitId: OpaqueId.nullable() }),
});
export type Cause = z.infer<typeof Cause>;

export const journeySchemas = {
  JourneyRevised: z.object({
    journey: JourneyView,
    changes: z.array(JourneyChange),
    /** The fact that led to this revision. */
    trigger: z.object({ type: z.string(), eventId: OpaqueId }),
  }),
  /** From `since` on, `cause` explains the wait; the segment before it ends there. */
  CauseAttributed: z.object({ journeyId: OpaqueId, waitId: OpaqueId, revision: z.int().positive(), since: Instant, cause: Cause }),
  ContradictionNoted: z.object({ journeyId: OpaqueId.nullable(), patientId: OpaqueId, code: z.string().max(64), factId: OpaqueId }),
} as const;
