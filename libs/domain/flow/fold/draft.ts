// A journey under construction: what `evolve` changes fact by fact, and the few moves everything is made of (open and end a leg, open and end a wait).
// It lives inside one fold only; nobody outside sees it half made.
import type { CareKind, JourneyView, Leg, Location, Wait } from '#contracts';
import { traitsOf } from '../care-kinds.ts';
import type { Contradiction, FlowFact } from './flow-fact.ts';

/** Where the patient is in the journey; what the screens call the state follows from it (view.ts). */
type Stage = 'unknown' | 'expected' | 'hospital' | 'moving' | 'intermediate' | 'settled' | 'closed';
type Ending = NonNullable<Wait['endedBy']>;

export interface Draft {
  readonly journeyId: string;
  readonly patientId: string;
  /** What kind of admission the visit's facts hold. With none, a transfer or a discharge implies a stay. */
  readonly told: 'inpatient' | 'outpatient' | null;
  stage: Stage;
  onLeave: boolean;
  deceased: boolean;
  cancelled: boolean;
  interrupted: boolean;
  protectedIdentity: boolean;
  facility: string | null;
  admittedAt: string | null;
  legs: Leg[];
  waits: Wait[];
  /** Where in the hospital, newest last: what a cancelled transfer goes back to. */
  locations: Location[];
  targets: CareKind[];
  needs: JourneyView['needs'];
  municipality: string | null;
  registeredIn: string | null;
  wish: JourneyView['wish'];
  track: JourneyView['track'];
  expectedDischargeAt: string | null;
  lastExpected: string | null;
  expectedDischargeMoves: number;
  noticeSentAt: string | null;
  planningBasisAt: string | null;
  assessedAt: string | null;
  homeReady: Set<JourneyView['homeReady'][number]>;
  dischargedTo: JourneyView['dischargedTo'];
  endedAt: string | null;
  gaps: Set<string>;
  contradictions: Contradiction[];
}

export function newDraft(journeyId: string, patientId: string, told: Draft['told']): Draft {
  return {
    journeyId,
    patientId,
    told,
    stage: 'unknown',
    onLeave: false,
    deceased: false,
    cancelled: false,
    interrupted: false,
    protectedIdentity: false,
    facility: null,
    admittedAt: null,
    legs: [],
    waits: [],
    locations: [],
    targets: [],
    needs: [],
    municipality: null,
    registeredIn: null,
    wish: null,
    track: null,
    expectedDischargeAt: null,
    lastExpected: null,
    expectedDischargeMoves: 0,
    noticeSentAt: null,
    planningBasisAt: null,
    assessedAt: null,
    homeReady: new Set(),
    dischargedTo: null,
    endedAt: null,
    gaps: new Set(),
    contradictions: [],
  };
}

export const contradict = (draft: Draft, code: string, fact: FlowFact): void => {
  draft.contradictions.push({ journeyId: draft.journeyId, patientId: draft.patientId, code, factId: fact.id });
};

export const currentLeg = (draft: Draft): Leg | null =>
  draft.legs.findLast((leg) => leg.endedAt === null && !traitsOf(leg.kind).overlay) ?? null;
export const openWait = (draft: Draft): Wait | null => draft.waits.find((wait) => wait.to === null) ?? null;

export interface LegStart {
  readonly kind: CareKind;
  readonly unitId?: string | null;
  readonly sourceUnit?: string | null;
  readonly facility?: string | null;
  readonly municipality?: string | null;
  readonly placeId?: string | null;
}

/** Starts a leg where the one before ends. A leg that stands beside others ends nothing. */
export function startLeg(draft: Draft, at: string, start: LegStart): Leg {
  if (!traitsOf(start.kind).overlay) endLeg(draft, at);
  const leg: Leg = {
    legId: `${draft.journeyId}.l${draft.legs.length + 1}`,
    kind: start.kind,
    unitId: start.unitId ?? null,
    sourceUnit: start.sourceUnit ?? null,
    facility: start.facility ?? null,
    municipality: start.municipality ?? null,
    placeId: start.placeId ?? null,
    startedAt: at,
    endedAt: null,
  };
  draft.legs.push(leg);
  return leg;
}

export function endLeg(draft: Draft, at: string): void {
  endWait(draft, at, 'moved');
  const leg = currentLeg(draft);
  if (leg) leg.endedAt = later(at, leg.startedAt);
}

export function openWaitOn(draft: Draft, leg: Leg, at: string, asked: Pick<Wait, 'targets' | 'municipality' | 'needs'>): void {
  const letter = traitsOf(leg.kind).intermediate ? 'o' : 'h';
  const number = draft.waits.filter((wait) => wait.waitId.includes(`.${letter}`)).length + 1;
  draft.waits.push({
    waitId: `${draft.journeyId}.${letter}${number}`,
    legId: leg.legId,
    legKind: leg.kind,
    ...asked,
    from: at,
    to: null,
    endedBy: null,
  });
}

export function endWait(draft: Draft, at: string, endedBy: Ending): void {
  const wait = openWait(draft);
  if (!wait) return;
  wait.to = later(at, wait.from);
  wait.endedBy = endedBy;
}

/** Ends everything: nothing more is awaited, no leg goes on. */
export function close(draft: Draft, at: string, endedBy: Ending): void {
  endWait(draft, at, endedBy);
  for (const leg of draft.legs) if (leg.endedAt === null) leg.endedAt = later(at, leg.startedAt);
  draft.stage = 'closed';
  draft.onLeave = false;
  draft.endedAt = at;
}

const later = (a: string, b: string) => (a > b ? a : b);
