// One fact changes the journey. Total: a fact that does not fit is noted as a contradiction and changes nothing else.
import type { FlowFact, FlowFactType } from './flow-fact.ts';
import type { Draft } from './draft.ts';
import * as hospital from './hospital.ts';
import * as housing from './housing.ts';
import * as planning from './planning.ts';

type Evolve<T extends FlowFactType> = (draft: Draft, fact: Extract<FlowFact, { type: T }>) => void;

const table: { readonly [T in FlowFactType]: Evolve<T> | 'ignored' } = {
  AdmissionPlanned: hospital.admissionPlanned,
  AdmissionPlanCancelled: hospital.admissionPlanCancelled,
  PatientAdmitted: hospital.admitted,
  VisitClassChanged: hospital.classChanged,
  AdmissionCancelled: hospital.admissionCancelled,
  PatientTransferred: hospital.transferred,
  TransferCancelled: hospital.transferCancelled,
  LeaveStarted: hospital.leaveStarted,
  LeaveEnded: hospital.leaveEnded,
  LeaveCancelled: hospital.leaveCancelled,
  LeaveReturnCancelled: hospital.leaveReturnCancelled,
  ExpectedDischargeSet: hospital.expectedDischargeSet,
  ExpectedDischargeCleared: hospital.expectedDischargeCleared,
  PatientDischarged: hospital.discharged,
  PatientDied: (draft, fact) => hospital.died(draft, fact.occurredAt),
  DischargeReadyDeclared: planning.readyDeclared,
  DischargeReadyWithdrawn: planning.readyWithdrawn,
  SupportNeedAssessed: planning.supportNeedAssessed,
  AdmissionNoticeSent: planning.noticeSent,
  PlanningBasisCompleted: planning.planningBasisCompleted,
  HomeReadyItemSet: planning.homeReadyItemSet,
  WishRecorded: planning.wishRecorded,
  PersonStated: planning.personStated,
  PlaceOccupied: housing.placeOccupied,
  PlaceVacated: housing.placeVacated,
  LegStarted: housing.legStarted,
  OnwardNeedDeclared: housing.onwardNeedDeclared,
  OnwardNeedWithdrawn: housing.onwardNeedWithdrawn,
  JourneyClosed: housing.journeyClosed,
  // Acknowledging changes no state of the journey; it stays in the fact log.
  NoticeAcknowledged: 'ignored',
  // A planned move says nothing until it happens.
  TransferPlanned: 'ignored',
  TransferPlanCancelled: 'ignored',
  // Resolved before the fold (identities.ts, voided.ts).
  PatientsMerged: 'ignored',
  VisitMoved: 'ignored',
  VisitRenumbered: 'ignored',
  DischargeCancelled: 'ignored',
  SourceHeard: 'ignored',
};

export function evolve(draft: Draft, fact: FlowFact): void {
  const step = table[fact.type] as Evolve<FlowFactType> | 'ignored';
  if (step !== 'ignored') step(draft, fact as never);
}
