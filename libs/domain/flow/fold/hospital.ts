// What the hospital's facts do to a journey: admission, moves between wards, leave, discharge, and everything's cancellation.
import type { EventOf, Leg, Location } from '#contracts';
import { hospitalKind, traitsOf } from '../care-kinds.ts';
import { close, contradict, currentLeg, endLeg, openWait, startLeg, type Draft } from './draft.ts';
import type { FlowFact } from './flow-fact.ts';
import { settle } from './housing.ts';

export function admissionPlanned(draft: Draft, fact: EventOf<'AdmissionPlanned'>): void {
  if (draft.stage !== 'unknown' && !reopens(draft)) return;
  restart(draft);
  draft.stage = 'expected';
  draft.facility = fact.data.location.facility;
}

export function admissionPlanCancelled(draft: Draft, fact: EventOf<'AdmissionPlanCancelled'>): void {
  if (draft.stage !== 'expected') return contradict(draft, 'plan-cancelled-without-plan', fact);
  close(draft, fact.occurredAt, 'cancelled');
  draft.cancelled = true;
}

export function admitted(draft: Draft, fact: EventOf<'PatientAdmitted'>): void {
  const { visitClass, location } = fact.data;
  if (visitClass !== 'inpatient') return;
  if (draft.stage === 'hospital') {
    contradict(draft, 'admitted-twice', fact);
    return moveTo(draft, location);
  }
  openStay(draft, fact, location);
}

/** A06 opens the stay, A07 voids it and keeps its history. */
export function classChanged(draft: Draft, fact: EventOf<'VisitClassChanged'>): void {
  const { visitClass, location } = fact.data;
  if (visitClass === 'inpatient') {
    if (draft.stage !== 'hospital') openStay(draft, fact, location);
    else if (location) moveTo(draft, location);
  } else if (draft.stage === 'hospital') admissionVoided(draft, fact.occurredAt);
}

export function admissionCancelled(draft: Draft, fact: EventOf<'AdmissionCancelled'>): void {
  if (draft.stage === 'unknown') return contradict(draft, 'cancel-without-admission', fact);
  if (draft.cancelled) return contradict(draft, 'admission-cancelled-twice', fact);
  if (draft.stage === 'closed' || draft.stage === 'settled') contradict(draft, 'admission-cancelled-after-end', fact);
  admissionVoided(draft, fact.occurredAt);
}

export function transferred(draft: Draft, fact: EventOf<'PatientTransferred'>): void {
  if (!inHospital(draft, fact, 'transfer')) return;
  draft.locations.push(fact.data.location);
  place(draft, fact.data.location);
}

/** A12 goes back to the place it names; named twice, the second finds the patient there already. */
export function transferCancelled(draft: Draft, fact: EventOf<'TransferCancelled'>): void {
  if (draft.stage !== 'hospital') return contradict(draft, 'transfer-cancelled-outside-hospital', fact);
  const named = fact.data.location;
  const current = draft.locations.at(-1);
  if (named && current && sameWard(named, current)) return contradict(draft, 'transfer-cancelled-twice', fact);
  const before = draft.locations.at(-2);
  if (before && (!named || sameWard(named, before))) {
    draft.locations.pop();
    return place(draft, before);
  }
  contradict(draft, 'transfer-cancelled-without-transfer', fact);
  if (!named) return;
  draft.gaps.add('transfer-cancelled-without-transfer');
  moveTo(draft, named);
}

export function leaveStarted(draft: Draft, fact: EventOf<'LeaveStarted'>): void {
  if (inHospital(draft, fact, 'leave')) draft.onLeave = true;
}

export function leaveEnded(draft: Draft, fact: EventOf<'LeaveEnded'>): void {
  if (draft.stage !== 'hospital') return;
  if (!draft.onLeave) {
    contradict(draft, 'leave-ended-without-leave', fact);
    draft.gaps.add('leave-ended-without-leave');
  }
  draft.onLeave = false;
}

export const leaveCancelled = (draft: Draft): void => {
  draft.onLeave = false;
};

export function leaveReturnCancelled(draft: Draft, fact: EventOf<'LeaveReturnCancelled'>): void {
  if (draft.stage === 'hospital') draft.onLeave = true;
  else contradict(draft, 'leave-return-cancelled-outside-hospital', fact);
}

export function expectedDischargeSet(draft: Draft, fact: EventOf<'ExpectedDischargeSet'>): void {
  if (draft.stage !== 'hospital' && draft.stage !== 'expected') return;
  const at = fact.data.expectedAt;
  if (draft.lastExpected !== null && draft.lastExpected !== at) draft.expectedDischargeMoves++;
  draft.expectedDischargeAt = at;
  draft.lastExpected = at;
}

export const expectedDischargeCleared = (draft: Draft): void => {
  draft.expectedDischargeAt = null;
};

/** Cancelled discharges never come here (voided.ts). */
export function discharged(draft: Draft, fact: EventOf<'PatientDischarged'>): void {
  const at = fact.occurredAt;
  const { destination, destinationUnit: unitId, deceased } = fact.data;
  if (deceased && draft.stage !== 'unknown') return died(draft, at);
  if (draft.gaps.has('moved-in-without-discharge') && draft.stage !== 'hospital') {
    // The place told first that the patient had come; the hospital's word fills in the rest.
    draft.gaps.delete('moved-in-without-discharge');
    draft.dischargedTo = { kind: destination ?? currentLeg(draft)?.kind ?? null, unitId, at };
    return;
  }
  if (!inHospital(draft, fact, 'discharge')) return;
  if (deceased) return died(draft, at);
  const wait = openWait(draft);
  const kind = destination ?? wait?.targets[0] ?? null;
  const municipality = wait?.municipality ?? draft.municipality ?? draft.registeredIn;
  if (destination === null) draft.gaps.add(kind === null ? 'destination-unknown' : 'destination-assumed');
  endLeg(draft, at);
  draft.onLeave = false;
  draft.dischargedTo = { kind, unitId, at };
  if (kind === null || kind === hospitalKind) return close(draft, at, 'moved');
  if (traitsOf(kind).needsPlace) draft.stage = 'moving';
  else settle(draft, at, { kind, unitId, municipality });
}

export function died(draft: Draft, at: string): void {
  if (draft.stage === 'unknown' || draft.stage === 'closed') return;
  close(draft, at, 'died');
  draft.deceased = true;
}

/** A later stay of the same patient has begun and nothing was heard of how this one went on. */
export function interrupted(draft: Draft, at: string): void {
  if (draft.stage === 'hospital') draft.gaps.add('discharge-missing');
  draft.interrupted = true;
  close(draft, at, 'moved');
}

function openStay(draft: Draft, fact: FlowFact, location: Location | null): void {
  if (draft.stage !== 'unknown' && draft.stage !== 'expected' && !reopens(draft))
    return contradict(draft, 'admitted-after-discharge', fact);
  restart(draft);
  draft.admittedAt = fact.occurredAt;
  beginHospital(draft, fact.occurredAt, location);
}

/** A stay that was voided can be opened again under the same number. */
const reopens = (draft: Draft) => draft.stage === 'closed' && draft.cancelled;

function restart(draft: Draft): void {
  if (!draft.cancelled) return;
  draft.cancelled = false;
  draft.endedAt = null;
  draft.gaps.add('admission-cancelled-and-opened-again');
}

function beginHospital(draft: Draft, at: string, location: Location | null): void {
  draft.stage = 'hospital';
  startLeg(draft, at, { kind: hospitalKind });
  if (!location) return;
  draft.locations = [location];
  place(draft, location);
  draft.facility = location.facility ?? draft.facility;
}

/** Whether the patient is in hospital at this fact; a visit nobody told the start of is taken to have started by now. */
export function inHospital(draft: Draft, fact: FlowFact, what: 'transfer' | 'leave' | 'discharge' | 'ready'): boolean {
  if (draft.stage === 'hospital') return true;
  if (draft.told === 'outpatient') return false;
  const unopened = draft.stage === 'unknown' || draft.stage === 'expected';
  if (!unopened || draft.told === 'inpatient') {
    contradict(draft, unopened ? `${what}-before-admission` : `${what}-outside-inpatient`, fact);
    return false;
  }
  draft.gaps.add(`${what}-without-admission`);
  beginHospital(draft, fact.occurredAt, 'location' in fact.data ? fact.data.location : null);
  return true;
}

function admissionVoided(draft: Draft, at: string): void {
  close(draft, at, 'cancelled');
  draft.cancelled = true;
}

function moveTo(draft: Draft, location: Location): void {
  draft.locations = [...draft.locations.slice(0, -1), location];
  place(draft, location);
}

function place(draft: Draft, location: Location): void {
  const leg: Leg | null = currentLeg(draft);
  if (!leg) return;
  leg.unitId = location.unit;
  leg.sourceUnit = location.sourceUnit;
  leg.facility = location.facility ?? leg.facility;
  draft.facility ??= location.facility;
}

const sameWard = (a: Location, b: Location) => a.unit === b.unit && a.facility === b.facility && a.sourceUnit === b.sourceUnit;
