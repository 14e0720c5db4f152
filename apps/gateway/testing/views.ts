// Views and events for the gateway's tests: a plain case each, changed where the test cares.
import { createHash } from 'node:crypto';
import type { AlertView, Cause, EventOf, EventType, Gate, JourneyView, PlaceView, RequestView, UnitView, Wait } from '#contracts';
import { caseRefOf } from '#domain';
import { derivedId, newEvent } from '#eventing';

export const unitId = 'kobo-1382-ekbacken';

export const journeyView = (over: Partial<JourneyView> = {}): JourneyView => {
  const journeyId = over.journeyId ?? 'j-1';
  return {
    journeyId,
    caseRef: caseRefOf(journeyId),
    patientId: `p-${journeyId}`,
    revision: 1,
    state: 'admitted',
    marks: [],
    protectedIdentity: false,
    facility: 'HSH',
    municipality: '1382',
    track: null,
    admittedAt: '2026-11-10T06:40:00.000Z',
    legs: [
      {
        legId: `${journeyId}:1`,
        kind: 'inpatient',
        unitId: 'HSH-AVD11',
        sourceUnit: '11',
        facility: 'HSH',
        municipality: null,
        placeId: null,
        startedAt: '2026-11-10T06:40:00.000Z',
        endedAt: null,
      },
    ],
    waits: [],
    targets: [],
    needs: [],
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
    ...over,
  };
};

export const waitOf = (journeyId: string, from: string, over: Partial<Wait> = {}): Wait => ({
  waitId: `${journeyId}:1:w1`,
  legId: `${journeyId}:1`,
  legKind: 'inpatient',
  targets: ['short-term'],
  municipality: '1382',
  needs: [],
  from,
  to: null,
  endedBy: null,
  ...over,
});

/** Ready since `from`, waiting for a short-term place. */
export const waiting = (journeyId: string, from: string, over: Partial<JourneyView> = {}): JourneyView =>
  journeyView({
    journeyId,
    state: 'discharge-ready',
    targets: ['short-term'],
    waits: [waitOf(journeyId, from, { municipality: over.municipality ?? '1382' })],
    ...over,
  });

export const gate = (over: Partial<Gate> = {}): Gate => ({
  kind: 'short-term',
  municipality: '1382',
  state: 'shut',
  root: true,
  places: 2,
  free: 0,
  closed: 0,
  waiting: 1,
  opensAt: null,
  ...over,
});

export const causeOf = (kind: Cause['kind'], gateCode: Cause['gate'], municipality = '1382'): Cause => ({
  kind,
  gate: gateCode,
  chain: kind === 'capacity' ? [gate({ municipality })] : [],
  owner: { role: 'placement', organisation: municipality },
  detail: { items: [], until: null, placeId: null, unitId: null },
});

export const unitView = (over: Partial<UnitView> = {}): UnitView => ({
  unitId,
  name: 'Ekbacken',
  kind: 'short-term',
  municipality: '1382',
  weekendIntake: false,
  distanceKm: 3.2,
  reported: null,
  expectedVacancies: [],
  revision: 1,
  ...over,
});

export const placeView = (over: Partial<PlaceView> = {}): PlaceView => ({
  placeId: `${over.unitId ?? unitId}:1`,
  unitId,
  label: '1',
  kind: 'short-term',
  municipality: '1382',
  features: ['lift'],
  status: 'free',
  journeyId: null,
  requestId: null,
  heldUntil: null,
  statusSince: '2026-11-01T10:00:00.000Z',
  closure: null,
  expectedFreeAt: null,
  revision: 1,
  ...over,
});

export const requestView = (over: Partial<RequestView> = {}): RequestView => ({
  requestId: `r-${over.journeyId ?? 'j-1'}`,
  journeyId: 'j-1',
  waitId: `${over.journeyId ?? 'j-1'}:1:w1`,
  municipality: '1382',
  kinds: ['short-term'],
  needs: [],
  wishUnitId: null,
  priority: 'hospital',
  requestedAt: '2026-11-17T09:00:00.000Z',
  earliestAt: '2026-11-17T09:00:00.000Z',
  status: 'open',
  placeId: null,
  until: null,
  statusSince: '2026-11-17T09:00:00.000Z',
  declines: [],
  revision: 1,
  ...over,
});

export const alertView = (over: Partial<AlertView> = {}): AlertView => ({
  alertId: 'short-term-shortage.1382.a',
  rule: 'short-term-shortage',
  fingerprint: 'short-term-shortage:1382',
  severity: 2,
  state: 'new',
  silenced: false,
  since: '2026-11-17T09:00:00.000Z',
  raisedAt: '2026-11-17T09:00:30.000Z',
  changedAt: '2026-11-17T09:00:30.000Z',
  changes: 0,
  municipality: '1382',
  kind: 'short-term',
  sourceId: null,
  count: 1,
  journeys: ['j-1'],
  oldestSince: '2026-11-17T09:00:00.000Z',
  free: 0,
  places: 2,
  expectedAt: null,
  cause: { gate: 'no-place', chain: [gate()] },
  owner: { role: 'placement', organisation: '1382' },
  nextStep: 'ask-other-municipality',
  clears: [
    {
      action: 'free-places',
      kind: 'short-term',
      unitId: null,
      places: 1,
      people: 1,
      at: null,
      owner: { role: 'placement', organisation: '1382' },
    },
  ],
  audience: ['placement', 'manager'],
  assignee: null,
  snoozedUntil: null,
  escalatesAt: null,
  escalations: 0,
  resolvedAt: null,
  timeline: [],
  revision: 1,
  ...over,
});

/** The same words at the same time are the same event. */
function event<E extends EventType>(type: E, at: string, key: string, data: unknown): EventOf<E> {
  const id = derivedId(createHash('sha256').update(JSON.stringify(data)).digest('hex'), type, at);
  return newEvent(type, { id, key, occurredAt: at, recordedAt: at, causedBy: null, actor: 'rule:test', data: data as never });
}

export const says = {
  journey: (at: string, journey: JourneyView, trigger = 'PatientAdmitted') =>
    event('JourneyRevised', at, journey.journeyId, {
      journey,
      changes: [{ type: 'StateChanged', id: null, at }],
      trigger: { type: trigger, eventId: 'e-1' },
    }),
  cause: (at: string, journeyId: string, revision: number, kind: Cause['kind'], gateCode: Cause['gate'], municipality = '1382') =>
    event('CauseAttributed', at, journeyId, {
      journeyId,
      waitId: `${journeyId}:1:w1`,
      revision,
      since: at,
      cause: causeOf(kind, gateCode, municipality),
    }),
  unit: (at: string, unit: UnitView) => event('UnitRegistered', at, unit.unitId, { unit }),
  place: (at: string, type: 'PlaceRegistered' | 'PlaceClosed' | 'PlaceReopened', place: PlaceView) =>
    event(type, at, place.unitId, { place }),
  request: (at: string, request: RequestView) => event('PlacementRequested', at, request.journeyId, { request }),
  both: (at: string, type: 'PlaceHeld' | 'PlaceOffered' | 'PlaceOccupied', place: PlaceView, request: RequestView | null) =>
    event(type, at, place.unitId, { place, request }),
  alert: (at: string, type: 'AlertRaised' | 'AlertResolved' | 'AlertAcknowledged', alert: AlertView) =>
    event(type, at, alert.alertId, { alert }),
};
