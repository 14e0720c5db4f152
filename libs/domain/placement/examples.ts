// People, places and journeys for specs: Falkenberg with one short-term home. Imported by tests only.
import type { JourneyView, PlaceView, RequestView, UnitView } from '#contracts';

export const at = (time: string, day = 21): string => `2026-11-${day}T${time}:00.000Z`;
export const click = (time: string, day = 21) => ({ at: at(time, day), now: at(time, day) });

export const ekbacken: UnitView = {
  unitId: 'kobo-1382-ekbacken',
  name: 'Ekbacken',
  kind: 'short-term',
  municipality: '1382',
  weekendIntake: true,
  distanceKm: 2,
  reported: null,
  expectedVacancies: [],
  revision: 1,
};

export const aPlace = (changes: Partial<PlaceView> = {}): PlaceView => ({
  placeId: 'kobo-1382-ekbacken:1',
  unitId: 'kobo-1382-ekbacken',
  label: '1',
  kind: 'short-term',
  municipality: '1382',
  features: ['lift', 'single-room'],
  status: 'free',
  journeyId: null,
  requestId: null,
  heldUntil: null,
  statusSince: at('06:00'),
  closure: null,
  expectedFreeAt: null,
  revision: 1,
  ...changes,
});

export const aRequest = (changes: Partial<RequestView> = {}): RequestView => ({
  requestId: 'wait-aino',
  journeyId: 'aino',
  waitId: 'wait-aino',
  municipality: '1382',
  kinds: ['short-term'],
  needs: ['lift'],
  wishUnitId: null,
  priority: 'hospital',
  requestedAt: at('07:00'),
  earliestAt: at('07:00'),
  status: 'open',
  placeId: null,
  until: null,
  statusSince: at('07:00'),
  declines: [],
  revision: 1,
  ...changes,
});

export const aWait = (changes: Partial<JourneyView['waits'][number]> = {}): JourneyView['waits'][number] => ({
  waitId: 'wait-aino',
  legId: 'leg-1',
  legKind: 'inpatient',
  targets: ['short-term'],
  municipality: '1382',
  needs: ['lift'],
  from: at('07:00'),
  to: null,
  endedBy: null,
  ...changes,
});

export const aJourney = (changes: Partial<JourneyView> = {}): JourneyView => ({
  journeyId: 'aino',
  caseRef: 'Ä-A1N00',
  patientId: 'person-aino',
  revision: 1,
  state: 'discharge-ready',
  marks: [],
  protectedIdentity: false,
  facility: 'HSV',
  municipality: '1382',
  track: null,
  admittedAt: at('09:00', 14),
  legs: [],
  waits: [aWait()],
  targets: ['short-term'],
  needs: ['lift'],
  wish: null,
  expectedDischargeAt: null,
  expectedDischargeMoves: 0,
  noticeSentAt: null,
  planningBasisAt: null,
  homeReady: [],
  dischargedTo: null,
  readmissionOf: null,
  mergedInto: null,
  endedAt: null,
  gaps: [],
  ...changes,
});
