// Takes out the discharges that did not count: cancelled ones (a cancellation beats every copy of the discharge it follows, however late the copy
// arrives), and all but the newest of several that were told. What they alone knew (the destination) is kept.
import type { EventOf } from '#contracts';
import type { Contradiction, FlowFact } from './flow-fact.ts';

export function withoutVoidedDischarges(
  sorted: readonly FlowFact[],
  journeyId: string,
  patientId: string,
): { facts: FlowFact[]; contradictions: Contradiction[] } {
  if (sorted.every((fact) => fact.type !== 'PatientDischarged' && fact.type !== 'DischargeCancelled'))
    return { facts: [...sorted], contradictions: [] };
  const facts: FlowFact[] = [];
  const contradictions: Contradiction[] = [];
  let standing: EventOf<'PatientDischarged'> | null = null;
  const drop = () => {
    if (standing) facts.splice(facts.indexOf(standing), 1);
    standing = null;
  };
  for (const fact of sorted) {
    if (fact.type === 'DischargeCancelled') {
      if (!standing) contradictions.push({ journeyId, patientId, code: 'discharge-cancelled-without-discharge', factId: fact.id });
      drop();
    } else if (fact.type === 'PatientDischarged') {
      const kept: EventOf<'PatientDischarged'> = standing
        ? { ...fact, data: filled(fact.data, (standing as EventOf<'PatientDischarged'>).data) }
        : fact;
      drop();
      facts.push(kept);
      standing = kept;
    } else facts.push(fact);
  }
  return { facts, contradictions };
}

type Discharge = EventOf<'PatientDischarged'>['data'];
const filled = (newer: Discharge, older: Discharge): Discharge => ({
  ...newer,
  destination: newer.destination ?? older.destination,
  destinationUnit: newer.destinationUnit ?? older.destinationUnit,
  deceased: newer.deceased || older.deceased,
});
