// Facts for specs, told in one line each: `at('11-12 14:20').admitted('AVD3')`. Local times of November 2026 are written as UTC.
import type { EventOf, FactType, Location } from '#contracts';
import { hash32 } from '../../identity/hash.ts';
import { journeyIdOf } from '../../identity/ids.ts';
import type { FlowFact, FlowFactType } from './flow-fact.ts';

export const instant = (text: string) => `2026-${text.replace(' ', 'T')}:00.000Z`;
const ward = (unit: string | null, facility: string | null = 'HSV'): Location => ({ facility, unit, sourceUnit: unit, bed: null });

interface About {
  readonly patientId?: string;
  readonly visitId?: string | null;
  /** Tells copies of one statement apart. */
  readonly copy?: number;
}

/** One fact. Its id follows from what it says, as intake's ids do. */
function tell<T extends FactType>(type: T, when: string, data: EventOf<T>['data'], copy = 0): EventOf<T> {
  return event(type, when, data as object, copy) as EventOf<T>;
}

function tellPlace(
  type: 'PlaceOccupied' | 'PlaceVacated',
  when: string,
  placeId: string,
  journeyId: string,
  kind: 'short-term' | 'special-housing',
): FlowFact {
  const [unitId = placeId] = placeId.split(':');
  const place = {
    placeId,
    unitId,
    label: placeId,
    kind,
    municipality: '1382',
    features: [],
    status: type === 'PlaceOccupied' ? 'occupied' : 'free',
    journeyId: type === 'PlaceOccupied' ? journeyId : null,
    requestId: null,
    heldUntil: null,
    statusSince: instant(when),
    closure: null,
    expectedFreeAt: null,
    revision: 1,
  };
  const data = type === 'PlaceOccupied' ? { place, request: null } : { place, request: null, journeyId };
  return event(type, when, data, 0);
}

function event(type: FlowFactType, when: string, data: object, copy: number): FlowFact {
  const text = JSON.stringify([type, when, data, copy]);
  const hex = [0, 1, 2, 3].map((seed) => hash32(text, seed).toString(16).padStart(8, '0')).join('');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  return {
    id,
    type,
    version: 1,
    key: 'p1',
    occurredAt: instant(when),
    recordedAt: instant(when),
    causedBy: null,
    actor: 'source:his',
    data,
  } as unknown as FlowFact;
}

/** A patient on a visit, and what is told about them. */
export function patient({ patientId = 'p1', visitId = 'v-1', copy = 0 }: About = {}) {
  const about = { patientId, visitId, sourceId: 'his' };
  const journeyId = journeyIdOf(visitId ?? 'none');
  return {
    journeyId,
    admitted: (when: string, unit = 'AVD3', visitClass: 'inpatient' | 'emergency' = 'inpatient') =>
      tell('PatientAdmitted', when, { ...about, location: ward(unit), visitClass, planned: false }, copy),
    planned: (when: string) => tell('AdmissionPlanned', when, { ...about, location: ward('AVD3'), expectedAt: null }, copy),
    planCancelled: (when: string) => tell('AdmissionPlanCancelled', when, about, copy),
    admissionCancelled: (when: string) => tell('AdmissionCancelled', when, about, copy),
    classChanged: (when: string, visitClass: 'inpatient' | 'outpatient') =>
      tell('VisitClassChanged', when, { ...about, visitClass, location: ward('AVD3') }, copy),
    transferred: (when: string, unit: string) => tell('PatientTransferred', when, { ...about, location: ward(unit) }, copy),
    transferCancelled: (when: string, unit: string | null) =>
      tell('TransferCancelled', when, { ...about, location: unit === null ? null : ward(unit) }, copy),
    leaves: (when: string) => tell('LeaveStarted', when, { ...about, expectedReturnAt: null }, copy),
    returns: (when: string) => tell('LeaveEnded', when, about, copy),
    leaveCancelled: (when: string) => tell('LeaveCancelled', when, about, copy),
    returnCancelled: (when: string) => tell('LeaveReturnCancelled', when, about, copy),
    expected: (when: string, expected: string) =>
      tell('ExpectedDischargeSet', when, { ...about, expectedAt: instant(expected), assured: false }, copy),
    expectedCleared: (when: string) => tell('ExpectedDischargeCleared', when, about, copy),
    ready: (when: string, ...targets: EventOf<'DischargeReadyDeclared'>['data']['targets']) =>
      tell(
        'DischargeReadyDeclared',
        when,
        { ...about, targets: targets.length ? targets : ['short-term'], municipality: '1382', needs: [] },
        copy,
      ),
    notReady: (when: string) => tell('DischargeReadyWithdrawn', when, { ...about, reason: 'worse' }, copy),
    discharged: (when: string, destination: EventOf<'PatientDischarged'>['data']['destination'] = 'home', deceased = false) =>
      tell('PatientDischarged', when, { ...about, destination, destinationUnit: null, deceased }, copy),
    dischargeCancelled: (when: string) => tell('DischargeCancelled', when, { ...about, location: null }, copy),
    died: (when: string) => tell('PatientDied', when, about, copy),
    stated: (when: string, municipality: string | null, protectedIdentity = false) =>
      tell('PersonStated', when, { ...about, municipality, protectedIdentity }, copy),
    renumbered: (when: string, fromVisitId: string, toVisitId: string) =>
      tell('VisitRenumbered', when, { patientId, fromVisitId, toVisitId, sourceId: 'his' }, copy),
    moved: (when: string, toPatientId: string) =>
      tell('VisitMoved', when, { visitId: visitId ?? 'none', fromPatientId: patientId, toPatientId, sourceId: 'his' }, copy),
    noticeSent: (when: string) => tell('AdmissionNoticeSent', when, { journeyId }, copy),
    basisCompleted: (when: string) => tell('PlanningBasisCompleted', when, { journeyId, track: 'red' }, copy),
    assessed: (when: string, ...targets: EventOf<'SupportNeedAssessed'>['data']['targets']) =>
      tell('SupportNeedAssessed', when, { journeyId, targets, municipality: '1382', needs: [] }, copy),
    homeReady: (when: string, item: EventOf<'HomeReadyItemSet'>['data']['item'], done = true) =>
      tell('HomeReadyItemSet', when, { journeyId, item, done }, copy),
    onward: (when: string, ...targets: EventOf<'OnwardNeedDeclared'>['data']['targets']) =>
      tell('OnwardNeedDeclared', when, { journeyId, targets, municipality: '1382', needs: [] }, copy),
    onwardWithdrawn: (when: string) => tell('OnwardNeedWithdrawn', when, { journeyId, reason: 'reassessed' }, copy),
    atHome: (when: string) => tell('LegStarted', when, { journeyId, kind: 'home-with-care', unitId: null, municipality: '1382' }, copy),
    closed: (when: string) => tell('JourneyClosed', when, { journeyId, reason: 'left-region' }, copy),
    movesIn: (when: string, placeId = 'kobo-1382-ekbacken:1', kind: 'short-term' | 'special-housing' = 'short-term') =>
      tellPlace('PlaceOccupied', when, placeId, journeyId, kind),
    movesOut: (when: string, placeId = 'kobo-1382-ekbacken:1', kind: 'short-term' | 'special-housing' = 'short-term') =>
      tellPlace('PlaceVacated', when, placeId, journeyId, kind),
  };
}

export const merged = (when: string, mergedId: string, survivorId: string) =>
  tell('PatientsMerged', when, { survivorId, mergedId, sourceId: 'his' });
