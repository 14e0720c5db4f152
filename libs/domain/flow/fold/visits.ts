// Sorts a patient cluster's facts under the visit each is about. A fact without a visit number goes to the stay the patient was in at that time;
// what is said about a journey goes to its visit; what is said about a person (registration, death) is kept for all of the person's stays.
import type { EventOf } from '#contracts';
import { hash32 } from '../../identity/hash.ts';
import { journeyIdOf } from '../../identity/ids.ts';
import { compareFacts, type Contradiction, type FlowFact } from './flow-fact.ts';
import type { Identities } from './identities.ts';

type VisitFact = Extract<FlowFact, { data: { visitId: string | null; sourceId: string; patientId: string } }>;
export type PersonFact = EventOf<'PersonStated' | 'PatientDied'>;

export interface VisitFacts {
  readonly visitId: string;
  readonly journeyId: string;
  readonly patientId: string;
  readonly facts: FlowFact[];
}

export interface Gathered {
  readonly visits: readonly VisitFacts[];
  /** Journey ids of later numbers of a visit, and the journey they became part of. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly persons: ReadonlyMap<string, readonly PersonFact[]>;
  readonly contradictions: readonly Contradiction[];
}

export function gatherVisits(sorted: readonly FlowFact[], identities: Identities): Gathered {
  const owners = new Map<string, string>();
  const facts = new Map<string, FlowFact[]>();
  const persons = new Map<string, PersonFact[]>();
  const journeyVisit = new Map<string, string>();
  const aliases = new Map<string, string>();
  const contradictions: Contradiction[] = [];
  const stays = new Map<string, Stays>();

  for (const stated of statedVisits(sorted)) {
    const visit = identities.visitOf(stated);
    journeyVisit.set(journeyIdOf(stated), visit);
    if (visit !== stated) aliases.set(journeyIdOf(stated), journeyIdOf(visit));
  }
  const ownerOf = (visit: string, patientId: string, factId: string) => {
    const moved = identities.movedTo.get(visit);
    if (moved !== undefined) return identities.patientOf(moved);
    const known = owners.get(visit);
    if (known !== undefined && known !== patientId)
      contradictions.push({ journeyId: journeyIdOf(visit), patientId, code: 'visit-of-two-patients', factId });
    return known ?? patientId;
  };
  const add = (visit: string, fact: FlowFact) => {
    const list = facts.get(visit);
    if (list) list.push(fact);
    else facts.set(visit, [fact]);
  };

  for (const fact of sorted) {
    if (isPersonFact(fact)) {
      const person = identities.patientOf(fact.data.patientId);
      persons.set(person, [...(persons.get(person) ?? []), fact]);
    } else if (isVisitFact(fact)) {
      const patient = identities.patientOf(fact.data.patientId);
      const track = stays.get(patient) ?? new Stays();
      stays.set(patient, track);
      const visit = fact.data.visitId === null ? track.visitAt(fact) : identities.visitOf(fact.data.visitId);
      if (visit === null) {
        contradictions.push({ journeyId: null, patientId: patient, code: 'fact-without-stay', factId: fact.id });
        continue;
      }
      track.follow(visit, fact);
      journeyVisit.set(journeyIdOf(visit), visit);
      owners.set(visit, ownerOf(visit, patient, fact.id));
      add(visit, fact);
    }
  }
  for (const fact of sorted) {
    const journeyId = journeyOf(fact);
    const visit = journeyId === null ? undefined : journeyVisit.get(journeyId);
    if (visit !== undefined) add(visit, fact);
  }
  for (const list of facts.values()) list.sort(compareFacts);
  const visits = [...facts]
    .filter(([visitId]) => owners.has(visitId))
    .map(([visitId, list]) => ({ visitId, journeyId: journeyIdOf(visitId), patientId: owners.get(visitId)!, facts: list }));
  return { visits, aliases, persons, contradictions };
}

/** Follows the stays of one patient through time, to know which of them a fact without a visit number is about. */
class Stays {
  private readonly open: string[] = [];
  private readonly ended = new Set<string>();
  private last: string | null = null;

  visitAt(fact: VisitFact): string | null {
    const current = this.open.at(-1);
    if (current !== undefined) return current;
    if (fact.type === 'PatientAdmitted' || fact.type === 'AdmissionPlanned') return unnumberedVisit(fact);
    return this.last ?? (impliesStay.has(fact.type) ? unnumberedVisit(fact) : null);
  }

  follow(visit: string, fact: VisitFact): void {
    this.last = visit;
    const at = this.open.indexOf(visit);
    if (endsStay.has(fact.type)) {
      this.ended.add(visit);
      if (at >= 0) this.open.splice(at, 1);
    } else if (at < 0 && (!this.ended.has(visit) || fact.type === 'DischargeCancelled')) this.open.push(visit);
  }
}

const endsStay: ReadonlySet<FlowFact['type']> = new Set<FlowFact['type']>([
  'PatientDischarged',
  'AdmissionCancelled',
  'AdmissionPlanCancelled',
]);

/** Facts that cannot be true unless the patient is in hospital. */
const impliesStay: ReadonlySet<FlowFact['type']> = new Set<FlowFact['type']>([
  'PatientTransferred',
  'PatientDischarged',
  'LeaveStarted',
  'DischargeReadyDeclared',
]);

/** A stay the source gave no number is known by the fact that opened it. */
const unnumberedVisit = (fact: VisitFact) => {
  const seed = `${fact.data.patientId}|${fact.occurredAt}`;
  return `v-n${hash32(seed).toString(16).padStart(8, '0')}${hash32(seed, 1).toString(16).padStart(8, '0')}`;
};

const isPersonFact = (fact: FlowFact): fact is PersonFact => fact.type === 'PersonStated' || fact.type === 'PatientDied';
const isVisitFact = (fact: FlowFact): fact is VisitFact => 'patientId' in fact.data && 'visitId' in fact.data;

/** The journey a fact names, for those that name one. */
export function journeyOf(fact: FlowFact): string | null {
  if (fact.type === 'PlaceOccupied') return fact.data.place.journeyId;
  return 'journeyId' in fact.data ? fact.data.journeyId : null;
}

function statedVisits(sorted: readonly FlowFact[]): Set<string> {
  const visits = new Set<string>();
  for (const { data } of sorted) {
    if ('visitId' in data && data.visitId !== null) visits.add(data.visitId);
    if ('fromVisitId' in data) visits.add(data.fromVisitId).add(data.toVisitId);
  }
  return visits;
}
