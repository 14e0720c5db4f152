// The finished journey, as everyone else reads it.
import type { JourneyView } from '#contracts';
import { caseRefOf } from '../../identity/ids.ts';
import { openWait, type Draft } from './draft.ts';
import type { JourneyFold } from './flow-fact.ts';

export function viewOf(draft: Draft, readmissionOf: string | null): JourneyFold {
  return {
    journeyId: draft.journeyId,
    caseRef: caseRefOf(draft.journeyId),
    patientId: draft.patientId,
    state: stateOf(draft),
    marks: marksOf(draft, readmissionOf),
    protectedIdentity: draft.protectedIdentity,
    facility: draft.facility,
    municipality: draft.municipality ?? draft.registeredIn,
    track: draft.track,
    admittedAt: draft.admittedAt,
    legs: draft.legs,
    waits: draft.waits,
    targets: draft.targets,
    needs: draft.needs,
    wish: draft.wish,
    expectedDischargeAt: draft.expectedDischargeAt,
    expectedDischargeMoves: draft.expectedDischargeMoves,
    noticeSentAt: draft.noticeSentAt,
    planningBasisAt: draft.planningBasisAt,
    assessedAt: draft.assessedAt,
    homeReady: [...draft.homeReady].toSorted(),
    dischargedTo: draft.dischargedTo,
    readmissionOf,
    mergedInto: null,
    endedAt: draft.endedAt,
    gaps: [...draft.gaps].toSorted(),
  };
}

function stateOf(draft: Draft): JourneyView['state'] {
  switch (draft.stage) {
    case 'unknown':
    case 'expected':
      return 'expected';
    case 'hospital':
      if (openWait(draft)) return 'discharge-ready';
      return draft.noticeSentAt !== null || draft.assessedAt !== null || draft.planningBasisAt !== null ? 'planning' : 'admitted';
    case 'moving':
      return 'in-transfer';
    case 'intermediate':
      return 'intermediate';
    case 'settled':
      return 'settled';
    case 'closed':
      return 'closed';
  }
}

function marksOf(draft: Draft, readmissionOf: string | null): JourneyView['marks'] {
  const marks: JourneyView['marks'] = [];
  if (draft.onLeave) marks.push('on-leave');
  if (draft.interrupted) marks.push('interrupted');
  if (readmissionOf !== null) marks.push('readmitted');
  if (draft.deceased) marks.push('deceased');
  if (draft.cancelled) marks.push('cancelled');
  return marks;
}
