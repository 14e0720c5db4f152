// Who is who: patients joined by merges, visits joined by new numbers, visits moved between patients.
// Sources send these in any order, in circles and about people never heard of; every statement still has one outcome.
import type { Contradiction, FlowFact } from './flow-fact.ts';

export interface Identities {
  /** The patient a stated id stands for now. */
  readonly patientOf: (patientId: string) => string;
  /** The first number a visit was known by: its journey's id follows from it. */
  readonly visitOf: (visitId: string) => string;
  /** The patient a visit (by its first number) was moved to, if it was moved. */
  readonly movedTo: ReadonlyMap<string, string>;
  readonly contradictions: readonly Contradiction[];
}

export function resolveIdentities(sorted: readonly FlowFact[]): Identities {
  const patients = new Map<string, string>();
  const visits = new Map<string, string>();
  const renumbered: { from: string; to: string }[] = [];
  const moves: { visitId: string; to: string }[] = [];
  const contradictions: Contradiction[] = [];
  for (const fact of sorted) {
    if (fact.type === 'PatientsMerged') {
      const survivor = follow(patients, fact.data.survivorId);
      const merged = follow(patients, fact.data.mergedId);
      // To itself, or back again in a circle: the two are one already, and the first survivor stays.
      if (survivor === merged) contradictions.push({ journeyId: null, patientId: survivor, code: 'merge-of-one-patient', factId: fact.id });
      else patients.set(merged, survivor);
    } else if (fact.type === 'VisitRenumbered') {
      const { fromVisitId: from, toVisitId: to } = fact.data;
      if (from === to) continue;
      renumbered.push({ from, to });
      const a = follow(visits, from);
      const b = follow(visits, to);
      if (a !== b) visits.set(b, a);
    } else if (fact.type === 'VisitMoved') moves.push({ visitId: fact.data.visitId, to: fact.data.toPatientId });
  }
  const first = firstNumbers(renumbered, visits);
  const visitOf = (visitId: string) => {
    const group = follow(visits, visitId);
    return first.get(group) ?? group;
  };
  return {
    patientOf: (patientId) => follow(patients, patientId),
    visitOf,
    movedTo: new Map(moves.map((move) => [visitOf(move.visitId), move.to])),
    contradictions,
  };
}

/** Per group of numbers, the one that nothing was renumbered to; in a circle, the one renumbered first. */
function firstNumbers(renumbered: readonly { from: string; to: string }[], visits: Map<string, string>): Map<string, string> {
  const targets = new Set(renumbered.map((r) => r.to));
  const first = new Map<string, { visitId: string; original: boolean }>();
  for (const { from } of renumbered) {
    const group = follow(visits, from);
    const original = !targets.has(from);
    const known = first.get(group);
    if (!known || (original && !known.original)) first.set(group, { visitId: from, original });
  }
  return new Map([...first].map(([group, { visitId }]) => [group, visitId]));
}

/** Parents never form a circle: an edge is only added between two different roots. */
function follow(parents: ReadonlyMap<string, string>, id: string): string {
  let at = id;
  for (let next = parents.get(at); next !== undefined; next = parents.get(at)) at = next;
  return at;
}
