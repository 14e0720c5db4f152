// ADT trigger events to facts. One row per event: what happened, and when.
import { about, type About, type Draft } from './draft.ts';
import { happenedAt, takenBackAt } from './moment.ts';
import { destinationOf, locationAt, requiredLocation } from './place.ts';
import type { Path, Reading } from './reading.ts';

/** Facts of one event about one person and visit. Times that cannot be read are noted as faults, and give nothing. */
export type EventRule = (reading: Reading, who: About) => Draft[];

const when = (moment: string | null, fact: (at: string) => Draft): Draft[] => (moment === null ? [] : [fact(moment)]);
const own = (...paths: Path[]) => paths;
const pv1 = (reading: Reading) => reading.segment('PV1');

function visitClass(reading: Reading, fallback: 'inpatient' | 'emergency' | 'outpatient') {
  const code = pv1(reading)?.value(2) ?? '';
  const found = reading.source.classes.get(code);
  if (code !== '' && found === undefined) reading.warn('class-unknown');
  return found ?? fallback;
}

const admitted =
  (fallback: 'inpatient' | 'outpatient'): EventRule =>
  (reading, who) => {
    const location = requiredLocation(reading, pv1(reading), 3);
    const planned = reading.source.plannedTypes.has(pv1(reading)?.value(4) ?? '');
    const data = { location, visitClass: visitClass(reading, fallback), planned };
    return when(happenedAt(reading, own(['PV1', 44])), (at) => about('PatientAdmitted', at, who, data));
  };

const admissionPlanned: EventRule = (reading, who) => {
  const location = locationAt(reading, pv1(reading), 3) ?? { facility: reading.source.site, unit: null, sourceUnit: null, bed: null };
  const expectedAt = reading.toldTime(reading.segment('PV2'), 8) ?? reading.toldTime(reading.segment('EVN'), 3);
  return when(happenedAt(reading, []), (at) => about('AdmissionPlanned', at, who, { location, expectedAt }));
};

const discharged: EventRule = (reading, who) => {
  if ((pv1(reading)?.value(45) ?? '') === '') reading.warn('discharge-time-from-event');
  const destination = destinationOf(reading, pv1(reading));
  const deceased = (destination?.deceased ?? false) || reading.segment('PID')?.value(30).toUpperCase() === 'Y';
  return when(happenedAt(reading, own(['PV1', 45])), (at) =>
    about('PatientDischarged', at, who, { destination: destination?.kind ?? null, destinationUnit: destination?.unit ?? null, deceased }),
  );
};

const classChanged =
  (to: 'inpatient' | 'outpatient'): EventRule =>
  (reading, who) => {
    const location = locationAt(reading, pv1(reading), 3);
    return when(happenedAt(reading, []), (at) => about('VisitClassChanged', at, who, { visitClass: to, location }));
  };

const movedTo =
  (type: 'PatientTransferred' | 'TransferPlanned', field: number): EventRule =>
  (reading, who) => {
    const location = locationAt(reading, pv1(reading), field) ?? requiredLocation(reading, pv1(reading), 3);
    return when(happenedAt(reading, []), (at) => about(type, at, who, { location }));
  };

const backAt =
  (type: 'TransferCancelled' | 'DischargeCancelled'): EventRule =>
  (reading, who) => {
    const location = locationAt(reading, pv1(reading), 3);
    return when(takenBackAt(reading), (at) => about(type, at, who, { location }));
  };

type Bare =
  | 'AdmissionCancelled'
  | 'AdmissionPlanCancelled'
  | 'TransferPlanCancelled'
  | 'LeaveCancelled'
  | 'LeaveReturnCancelled'
  | 'ExpectedDischargeCleared';
const takenBack =
  (type: Bare): EventRule =>
  (reading, who) =>
    when(takenBackAt(reading), (at) => about(type, at, who, {}));

const leaveStarted: EventRule = (reading, who) => {
  const expectedReturnAt = reading.toldTime(reading.segment('PV2'), 47);
  return when(happenedAt(reading, []), (at) => about('LeaveStarted', at, who, { expectedReturnAt }));
};

/** The visit's record is taken away at the source: to us, an admission that was not. Without a visit nothing is taken back. */
const visitDeleted: EventRule = (reading, who) => {
  reading.warn('record-deleted-at-source');
  return who.visit === null ? [] : takenBack('AdmissionCancelled')(reading, who);
};

const nothing: EventRule = () => [];

/** A29 only warns: a person deleted at the source never takes a case away. A16's date and every A08 are told by the statements. */
const personDeleted: EventRule = (reading) => {
  reading.warn('record-deleted-at-source');
  return [];
};

export const eventRules: Readonly<Record<string, EventRule>> = {
  A01: admitted('inpatient'),
  A02: movedTo('PatientTransferred', 3),
  A03: discharged,
  A04: admitted('outpatient'),
  A05: admissionPlanned,
  A06: classChanged('inpatient'),
  A07: classChanged('outpatient'),
  A08: nothing,
  A11: takenBack('AdmissionCancelled'),
  A12: backAt('TransferCancelled'),
  A13: backAt('DischargeCancelled'),
  A14: admissionPlanned,
  A15: movedTo('TransferPlanned', 42),
  A16: nothing,
  A21: leaveStarted,
  A22: (reading, who) => when(happenedAt(reading, []), (at) => about('LeaveEnded', at, who, {})),
  A23: visitDeleted,
  A25: takenBack('ExpectedDischargeCleared'),
  A26: takenBack('TransferPlanCancelled'),
  A27: takenBack('AdmissionPlanCancelled'),
  A28: nothing,
  A29: personDeleted,
  A31: nothing,
  A38: takenBack('AdmissionPlanCancelled'),
  A52: takenBack('LeaveCancelled'),
  A53: takenBack('LeaveReturnCancelled'),
};

/** Events about a person, without a visit. */
export const personEvents = new Set(['A28', 'A29', 'A31']);
