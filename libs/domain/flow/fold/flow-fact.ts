// What a journey is folded from: facts from outside, and placement's word that someone moved in or out of a place.
import type { EventOf, Fact, JourneyView } from '#contracts';

export type FlowFact = Fact | EventOf<'PlaceOccupied' | 'PlaceVacated'>;
export type FlowFactType = FlowFact['type'];

/** A journey as the facts tell it. The revision is given by whoever stores it. */
export type JourneyFold = Omit<JourneyView, 'revision'>;

/** Something in the facts that cannot be right, for a person to look at. */
export interface Contradiction {
  readonly journeyId: string | null;
  readonly patientId: string;
  readonly code: string;
  readonly factId: string;
}

// At one and the same moment a stay opens before it moves, moves before it ends, and a cancellation comes after what it cancels.
const rank: { readonly [T in FlowFactType]: number } = {
  PersonStated: 0,
  PatientsMerged: 1,
  VisitMoved: 2,
  VisitRenumbered: 3,
  AdmissionPlanned: 10,
  AdmissionPlanCancelled: 11,
  PatientAdmitted: 12,
  VisitClassChanged: 13,
  TransferPlanned: 20,
  TransferPlanCancelled: 21,
  PatientTransferred: 22,
  TransferCancelled: 23,
  ExpectedDischargeSet: 24,
  ExpectedDischargeCleared: 25,
  LeaveStarted: 26,
  LeaveCancelled: 27,
  LeaveEnded: 28,
  LeaveReturnCancelled: 29,
  AdmissionNoticeSent: 30,
  NoticeAcknowledged: 31,
  PlanningBasisCompleted: 32,
  SupportNeedAssessed: 33,
  WishRecorded: 34,
  DischargeReadyDeclared: 40,
  DischargeReadyWithdrawn: 41,
  HomeReadyItemSet: 42,
  PatientDischarged: 50,
  DischargeCancelled: 51,
  PlaceVacated: 55,
  PlaceOccupied: 56,
  LegStarted: 57,
  OnwardNeedDeclared: 60,
  OnwardNeedWithdrawn: 61,
  AdmissionCancelled: 70,
  PatientDied: 80,
  JourneyClosed: 90,
  SourceHeard: 99,
};

/** Bedside order. The order of arrival has no say: shuffled facts sort alike. Instants have one fixed form, so they compare as text. */
export function compareFacts(a: FlowFact, b: FlowFact): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return rank[a.type] - rank[b.type] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Each fact once, in bedside order. */
export function sortedUnique(facts: readonly FlowFact[]): FlowFact[] {
  const sorted = facts.toSorted(compareFacts);
  return sorted.filter((fact, i) => i === 0 || sorted[i - 1]!.id !== fact.id);
}
