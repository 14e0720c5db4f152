// Situations for specs, set up in a few words: places of a kind in Falkenberg, and people who wait for them.
import type { CareKind, PlaceView, RequestView, UnitView } from '#contracts';
import { emptySituation, type OpenJourney, type Situation } from './situation.ts';

export const falkenberg = '1382';
export const monday = Date.parse('2026-11-23T10:00:00.000Z');
export const saturday = Date.parse('2026-11-21T10:00:00.000Z');

export function unit(unitId: string, kind: CareKind, more: Partial<UnitView> = {}): UnitView {
  return {
    unitId,
    name: unitId,
    kind,
    municipality: falkenberg,
    weekendIntake: true,
    distanceKm: null,
    reported: null,
    expectedVacancies: [],
    revision: 1,
    ...more,
  };
}

export function place(placeId: string, kind: CareKind, more: Partial<PlaceView> = {}): PlaceView {
  const [unitId = placeId] = placeId.split(':');
  return {
    placeId,
    unitId,
    label: placeId,
    kind,
    municipality: falkenberg,
    features: [],
    status: 'occupied',
    journeyId: null,
    requestId: null,
    heldUntil: null,
    statusSince: '2026-11-01T08:00:00.000Z',
    closure: null,
    expectedFreeAt: null,
    revision: 1,
    ...more,
  };
}

/** Someone ready to leave, since a day of November; `livesIn` says where they are now. */
export function waiter(
  journeyId: string,
  since: string,
  targets: CareKind[],
  more: Partial<OpenJourney> = {},
  livesIn: CareKind = 'inpatient',
): OpenJourney {
  const from = `2026-${since}:00.000Z`.replace(' ', 'T');
  const waitId = `${journeyId}.w`;
  const needs = more.needs ?? [];
  const municipality = more.municipality ?? falkenberg;
  return {
    journeyId,
    caseRef: journeyId,
    revision: 1,
    state: livesIn === 'inpatient' ? 'discharge-ready' : 'intermediate',
    municipality,
    facility: 'HSV',
    leg: { kind: livesIn, unitId: null, placeId: null, since: from },
    movingTo: null,
    targets,
    needs,
    track: null,
    admittedAt: from,
    expectedDischargeAt: null,
    noticeSentAt: from,
    assessed: true,
    homeReady: [],
    wish: null,
    wait: { waitId, journeyId, legKind: livesIn, targets, needs, municipality, from },
    ...more,
  };
}

export function request(journeyId: string, status: RequestView['status'], more: Partial<RequestView> = {}): RequestView {
  return {
    requestId: `r-${journeyId}`,
    journeyId,
    waitId: `${journeyId}.w`,
    municipality: falkenberg,
    kinds: ['short-term'],
    needs: [],
    wishUnitId: null,
    priority: 'hospital',
    requestedAt: '2026-11-17T06:05:00.000Z',
    earliestAt: '2026-11-17T06:05:00.000Z',
    status,
    placeId: null,
    until: null,
    statusSince: '2026-11-17T06:05:00.000Z',
    declines: [],
    revision: 1,
    ...more,
  };
}

export function stage(parts: { units?: UnitView[]; places?: PlaceView[]; waiters?: OpenJourney[]; requests?: RequestView[] }): Situation {
  const situation = emptySituation();
  for (const u of parts.units ?? []) situation.units.set(u.unitId, u);
  for (const p of parts.places ?? []) situation.places.set(p.placeId, p);
  for (const w of parts.waiters ?? []) situation.journeys.set(w.journeyId, w);
  for (const r of parts.requests ?? []) situation.requests.set(r.requestId, r);
  return situation;
}
