// All facts about a patient (and everyone merged with that patient) -> the patient's journeys. Pure, total, blind to the order of arrival and to
// repeats: the whole history is folded anew each time, so a late fact lands where it belongs and an older one never overwrites a newer.
import { day, millisOf } from '../../time/calendar.ts';
import { hospitalKind } from '../care-kinds.ts';
import { newDraft, type Draft } from './draft.ts';
import { evolve } from './evolve.ts';
import { compareFacts, sortedUnique, type Contradiction, type FlowFact, type JourneyFold } from './flow-fact.ts';
import { interrupted } from './hospital.ts';
import { resolveIdentities } from './identities.ts';
import { viewOf } from './view.ts';
import { gatherVisits, type PersonFact, type VisitFacts } from './visits.ts';
import { withoutVoidedDischarges } from './voided.ts';

export interface PatientFold {
  /** By admission, oldest first. */
  readonly journeys: readonly JourneyFold[];
  /** Journey ids that turned out to be another journey under a later number. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly contradictions: readonly Contradiction[];
}

/** A stay that begins within this time after a discharge is a readmission [HOS]. */
const readmissionWithin = 30 * day;

interface Prepared {
  readonly visit: VisitFacts;
  readonly facts: readonly FlowFact[];
  readonly contradictions: readonly Contradiction[];
}

export function foldPatient(facts: readonly FlowFact[]): PatientFold {
  const sorted = sortedUnique(facts);
  const identities = resolveIdentities(sorted);
  const gathered = gatherVisits(sorted, identities);
  const prepared = gathered.visits.map((visit): Prepared => {
    const { facts: standing, contradictions } = withoutVoidedDischarges(visit.facts, visit.journeyId, visit.patientId);
    return { visit, facts: standing, contradictions };
  });
  const deaths = deathsAtDischarge(prepared);
  const stays = prepared.map((one) => {
    const { patientId, journeyId } = one.visit;
    const person = [
      ...(gathered.persons.get(patientId) ?? []),
      ...(deaths.get(patientId) ?? []).filter((death) => death.data.visitId !== journeyId),
    ];
    return { ...one, facts: person.length ? [...one.facts, ...person].toSorted(compareFacts) : one.facts };
  });
  const drafts = stays.map((stay) => draftOf(stay, null)).toSorted(byStart);
  const byJourney = new Map(stays.map((stay) => [stay.visit.journeyId, stay]));
  const final = drafts.map((draft) => {
    const at = interruptionOf(draft, drafts);
    return at === null ? draft : draftOf(byJourney.get(draft.journeyId)!, at);
  });
  const told = final.filter((draft) => draft.stage !== 'unknown');
  return {
    journeys: told.map((draft) => viewOf(draft, readmissionOf(draft, told))),
    aliases: gathered.aliases,
    contradictions: [...identities.contradictions, ...gathered.contradictions, ...final.flatMap((draft) => draft.contradictions)],
  };
}

function draftOf(stay: Prepared, interruptedAt: string | null): Draft {
  const { journeyId, patientId } = stay.visit;
  const draft = newDraft(journeyId, patientId, admissionTold(stay.facts));
  draft.contradictions.push(...stay.contradictions);
  let pending = interruptedAt;
  for (const fact of stay.facts) {
    if (pending !== null && fact.occurredAt >= pending) {
      interrupted(draft, pending);
      pending = null;
    }
    evolve(draft, fact);
  }
  if (pending !== null) interrupted(draft, pending);
  return draft;
}

function admissionTold(facts: readonly FlowFact[]): Draft['told'] {
  let told: Draft['told'] = null;
  for (const fact of facts) {
    if (fact.type !== 'PatientAdmitted' && fact.type !== 'VisitClassChanged') continue;
    if (fact.data.visitClass === 'inpatient') return 'inpatient';
    told = 'outpatient';
  }
  return told;
}

/** When a later stay of the patient cut this one off: it is still open, and nothing moved in it after the later stay began. */
function interruptionOf(draft: Draft, drafts: readonly Draft[]): string | null {
  if (draft.stage === 'unknown' || draft.stage === 'settled' || draft.stage === 'closed') return null;
  const moved = lastMovement(draft);
  if (moved === null) return null;
  const next = drafts.find(
    (other) => other !== draft && other.patientId === draft.patientId && !other.cancelled && isStay(other) && startOf(other) > moved,
  );
  return next ? startOf(next) : null;
}

function lastMovement(draft: Draft): string | null {
  return draft.legs.reduce<string | null>((last, leg) => {
    const at = leg.endedAt ?? leg.startedAt;
    return last === null || at > last ? at : last;
  }, null);
}

/** The stay that this one follows within the time of a readmission: the patient had left hospital alive and was not sent to another. */
function readmissionOf(draft: Draft, drafts: readonly Draft[]): string | null {
  if (!isStay(draft) || draft.cancelled) return null;
  const start = millisOf(startOf(draft));
  const earlier = drafts.filter((other) => {
    const left = other.dischargedTo;
    if (other === draft || other.patientId !== draft.patientId || !left || left.kind === hospitalKind) return false;
    const gap = start - millisOf(left.at);
    return gap >= 0 && gap <= readmissionWithin;
  });
  return (
    earlier.reduce<Draft | null>((latest, other) => (!latest || other.dischargedTo!.at >= latest.dischargedTo!.at ? other : latest), null)
      ?.journeyId ?? null
  );
}

/** A discharge as deceased ends the person's other journeys too. `visitId` names the journey that told it. */
function deathsAtDischarge(prepared: readonly Prepared[]): Map<string, PersonFact[]> {
  const deaths = new Map<string, PersonFact[]>();
  for (const { visit, facts } of prepared) {
    for (const fact of facts) {
      if (fact.type !== 'PatientDischarged' || !fact.data.deceased) continue;
      const death: PersonFact = {
        ...fact,
        type: 'PatientDied',
        data: { patientId: visit.patientId, visitId: visit.journeyId, sourceId: fact.data.sourceId },
      };
      deaths.set(visit.patientId, [...(deaths.get(visit.patientId) ?? []), death]);
    }
  }
  return deaths;
}

const isStay = (draft: Draft) => draft.legs.length > 0;
const startOf = (draft: Draft) => draft.admittedAt ?? draft.legs[0]?.startedAt ?? '';
const byStart = (a: Draft, b: Draft) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : a.journeyId < b.journeyId ? -1 : 1);
