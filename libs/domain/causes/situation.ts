// The situation: who is on the way, who waits, and what places there are, as plain data. Causes and alerts are judged on it.
// It is kept by applying flow's and placement's events one by one: each carries a whole view with a revision, so a stale one is dropped and order
// between keys never matters. Applying changes the maps in place (a region has thousands of places; copying them per event would be the cost),
// but it reads no clock and does no I/O: the same events give the same situation.
import type { CareKind, Cause, JourneyEvent, JourneyView, PlacementEvent, PlaceView, RequestView, UnitView } from '#contracts';
import { traitsOf } from '../flow/care-kinds.ts';

/** Stands for "municipality not known". */
export const unknownMunicipality = '';

/** A wait that is open now. */
export interface OpenWait {
  readonly waitId: string;
  readonly journeyId: string;
  readonly legKind: CareKind;
  readonly targets: readonly CareKind[];
  readonly needs: JourneyView['needs'];
  readonly municipality: string;
  readonly from: string;
}

/** A journey that is not yet settled or closed: what causes and alerts need of it. */
export interface OpenJourney {
  readonly journeyId: string;
  readonly caseRef: string;
  readonly revision: number;
  readonly state: JourneyView['state'];
  /** Who receives the patient; `unknownMunicipality` while nobody has said. */
  readonly municipality: string;
  readonly facility: string | null;
  /** Where the patient is now; null between two places. */
  readonly leg: { readonly kind: CareKind; readonly unitId: string | null; readonly placeId: string | null; readonly since: string } | null;
  /** Where the patient was discharged to, while not yet moved in. */
  readonly movingTo: { readonly kind: CareKind | null; readonly unitId: string | null; readonly at: string } | null;
  readonly targets: readonly CareKind[];
  readonly needs: JourneyView['needs'];
  readonly track: JourneyView['track'];
  readonly admittedAt: string | null;
  readonly expectedDischargeAt: string | null;
  readonly noticeSentAt: string | null;
  /** Whether the need of support has been judged: planning basis done or need assessed. */
  readonly assessed: boolean;
  readonly homeReady: JourneyView['homeReady'];
  readonly wish: JourneyView['wish'];
  readonly wait: OpenWait | null;
}

export interface AttributedCause {
  readonly waitId: string;
  readonly journeyId: string;
  readonly revision: number;
  readonly since: string;
  readonly cause: Cause;
}

export interface Situation {
  readonly journeys: Map<string, OpenJourney>;
  readonly units: Map<string, UnitView>;
  readonly places: Map<string, PlaceView>;
  /** Requests that are neither fulfilled nor withdrawn, by request id. */
  readonly requests: Map<string, RequestView>;
  /** The cause last attributed to each open wait, by wait id. */
  readonly causes: Map<string, AttributedCause>;
}

export const emptySituation = (): Situation => ({
  journeys: new Map(),
  units: new Map(),
  places: new Map(),
  requests: new Map(),
  causes: new Map(),
});

/** What the situation keeps of a journey; null when it is settled or closed. */
export function openJourneyOf(journey: JourneyView): OpenJourney | null {
  if (journey.state === 'settled' || journey.state === 'closed') return null;
  const leg = journey.legs.findLast((l) => l.endedAt === null && !traitsOf(l.kind).overlay) ?? null;
  const wait = journey.waits.find((w) => w.to === null) ?? null;
  const municipality = wait?.municipality ?? journey.municipality ?? leg?.municipality ?? unknownMunicipality;
  return {
    journeyId: journey.journeyId,
    caseRef: journey.caseRef,
    revision: journey.revision,
    state: journey.state,
    municipality,
    facility: journey.facility,
    leg: leg && { kind: leg.kind, unitId: leg.unitId, placeId: leg.placeId, since: leg.startedAt },
    movingTo: journey.state === 'in-transfer' ? journey.dischargedTo : null,
    targets: journey.targets,
    needs: journey.needs,
    track: journey.track,
    admittedAt: journey.admittedAt,
    expectedDischargeAt: journey.expectedDischargeAt,
    noticeSentAt: journey.noticeSentAt,
    assessed: journey.planningBasisAt !== null || Boolean(journey.assessedAt),
    homeReady: journey.homeReady,
    wish: journey.wish,
    wait: wait && {
      waitId: wait.waitId,
      journeyId: journey.journeyId,
      legKind: wait.legKind,
      targets: wait.targets,
      needs: wait.needs,
      municipality,
      from: wait.from,
    },
  };
}

/** One thing the situation knows, as an event told it. `data` is null when the thing has left the situation (settled, closed, fulfilled, withdrawn). */
export type SituationRow =
  | {
      readonly kind: 'journey';
      readonly id: string;
      readonly revision: number;
      readonly municipality: string;
      readonly data: OpenJourney | null;
    }
  | { readonly kind: 'unit'; readonly id: string; readonly revision: number; readonly municipality: string; readonly data: UnitView }
  | { readonly kind: 'place'; readonly id: string; readonly revision: number; readonly municipality: string; readonly data: PlaceView }
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly revision: number;
      readonly municipality: string;
      readonly data: RequestView | null;
    };

/** What an event says of the situation. Events that say nothing of it give no rows. */
export function rowsOf(event: JourneyEvent | PlacementEvent): SituationRow[] {
  switch (event.type) {
    case 'JourneyRevised': {
      const { journey } = event.data;
      const data = openJourneyOf(journey);
      return [
        {
          kind: 'journey',
          id: journey.journeyId,
          revision: journey.revision,
          municipality: data?.municipality ?? unknownMunicipality,
          data,
        },
      ];
    }
    case 'CauseAttributed':
    case 'ContradictionNoted':
      return [];
    case 'UnitRegistered':
    case 'UnitChanged':
    case 'CapacityReported':
    case 'VacancyExpected': {
      const { unit } = event.data;
      return [{ kind: 'unit', id: unit.unitId, revision: unit.revision, municipality: unit.municipality, data: unit }];
    }
    case 'PlaceRegistered':
    case 'PlaceClosed':
    case 'PlaceReopened':
      return [placeRow(event.data.place)];
    case 'PlacementRequested':
      return [requestRow(event.data.request)];
    case 'RequestWithdrawn':
    case 'PlaceHeld':
    case 'HoldReleased':
    case 'HoldExpired':
    case 'PlaceOffered':
    case 'OfferAccepted':
    case 'OfferDeclined':
    case 'PlaceOccupied':
    case 'PlaceVacated': {
      const { place, request } = event.data;
      return [...(place ? [placeRow(place)] : []), ...(request ? [requestRow(request)] : [])];
    }
  }
}

/** Applies one event. Returns the municipalities it touched: none when the event was stale or says nothing about the situation. */
export function applyToSituation(situation: Situation, event: JourneyEvent | PlacementEvent): string[] {
  if (event.type === 'CauseAttributed') return applyCause(situation, event.data);
  const touched = new Set<string>();
  for (const row of rowsOf(event)) {
    const before = rowIn(situation, row);
    if (before && before.revision >= row.revision) continue;
    if (before) touched.add(before.municipality);
    if (row.data) touched.add(row.municipality);
    putRow(situation, row);
  }
  return [...touched];
}

/** What the situation knows of the row's subject now. */
export function rowIn(
  situation: Situation,
  { kind, id }: Pick<SituationRow, 'kind' | 'id'>,
): OpenJourney | UnitView | PlaceView | RequestView | undefined {
  switch (kind) {
    case 'journey':
      return situation.journeys.get(id);
    case 'unit':
      return situation.units.get(id);
    case 'place':
      return situation.places.get(id);
    case 'request':
      return situation.requests.get(id);
  }
}

/** Puts a row in, or takes its subject out. Staleness is the caller's to judge. */
export function putRow(situation: Situation, row: SituationRow): void {
  switch (row.kind) {
    case 'journey': {
      const before = situation.journeys.get(row.id)?.wait;
      if (before && before.waitId !== row.data?.wait?.waitId) situation.causes.delete(before.waitId);
      return set(situation.journeys, row.id, row.data);
    }
    case 'unit':
      return set(situation.units, row.id, row.data);
    case 'place':
      return set(situation.places, row.id, row.data);
    case 'request':
      return set(situation.requests, row.id, row.data);
  }
}

/** The part of a situation that concerns one municipality. */
export function forMunicipality(situation: Situation, municipality: string): Situation {
  const part = emptySituation();
  for (const [id, journey] of situation.journeys) if (journey.municipality === municipality) part.journeys.set(id, journey);
  for (const [id, unit] of situation.units) if (unit.municipality === municipality) part.units.set(id, unit);
  for (const [id, place] of situation.places) if (place.municipality === municipality) part.places.set(id, place);
  for (const [id, request] of situation.requests) if (request.municipality === municipality) part.requests.set(id, request);
  for (const [id, cause] of situation.causes) if (part.journeys.has(cause.journeyId)) part.causes.set(id, cause);
  return part;
}

function applyCause(
  situation: Situation,
  data: { journeyId: string; waitId: string; revision: number; since: string; cause: Cause },
): string[] {
  const journey = situation.journeys.get(data.journeyId);
  const before = situation.causes.get(data.waitId);
  if (journey?.wait?.waitId !== data.waitId || (before && before.revision >= data.revision)) return [];
  situation.causes.set(data.waitId, data);
  return [journey.municipality];
}

const placeRow = (place: PlaceView): SituationRow => ({
  kind: 'place',
  id: place.placeId,
  revision: place.revision,
  municipality: place.municipality,
  data: place,
});

const requestRow = (request: RequestView): SituationRow => {
  const over = request.status === 'fulfilled' || request.status === 'withdrawn';
  return {
    kind: 'request',
    id: request.requestId,
    revision: request.revision,
    municipality: request.municipality,
    data: over ? null : request,
  };
};

function set<T>(rows: Map<string, T>, id: string, row: T | null): void {
  if (row === null) rows.delete(id);
  else rows.set(id, row);
}
