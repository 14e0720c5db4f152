// Units, places, requests and journeys in memory, indexed by who holds what, with the events decided on them and what they changed.
// No database here: Desk fills it under locks and writes it back.
import type { PlaceView, PlacementEvent, RequestView, UnitView } from '#contracts';
import { placement } from '#domain';
import { newEvent } from '#eventing';

export interface JourneyRow {
  readonly journeyId: string;
  readonly personId: string;
  readonly revision: number;
}

/** What an event needs beside what was decided. */
export interface Stamp {
  readonly recordedAt: string;
  readonly causedBy: string | null;
  readonly actor: string;
  /** Ids of events that follow from another; random when left out. */
  readonly idOf?: (type: string, index: number) => string;
}

export class WorkingSet {
  readonly units = new Map<string, UnitView>();
  readonly requests = new Map<string, RequestView>();
  readonly places = new Map<string, PlaceView>();
  readonly journeys = new Map<string, JourneyRow>();
  /** Place to the person it is given to; null for free places and occupants who are on no journey. */
  protected readonly persons = new Map<string, string | null>();
  protected readonly changed = {
    units: new Set<string>(),
    requests: new Set<string>(),
    places: new Set<string>(),
    journeys: new Set<string>(),
  };
  protected readonly events: PlacementEvent[] = [];
  private readonly activeRequest = new Map<string, string>();
  private readonly placesByPerson = new Map<string, Set<string>>();
  private readonly placesByJourney = new Map<string, Set<string>>();

  personOf(journeyId: string): string {
    return this.journeys.get(journeyId)?.personId ?? journeyId;
  }

  /** The one request that a journey has in the queue or under way. */
  requestOf(journeyId: string): RequestView | undefined {
    const id = this.activeRequest.get(journeyId);
    return id === undefined ? undefined : this.requests.get(id);
  }

  /** The places a person has, also through another journey. */
  placesOf(journeyId: string): { home: PlaceView | null; reserved: PlaceView | null } {
    const ids = new Set([...(this.placesByJourney.get(journeyId) ?? []), ...(this.placesByPerson.get(this.personOf(journeyId)) ?? [])]);
    const theirs = [...ids].map((id) => this.places.get(id)!);
    return { home: theirs.find((p) => p.status === 'occupied') ?? null, reserved: theirs.find((p) => p.status !== 'occupied') ?? null };
  }

  placesUnder(journeyId: string): PlaceView[] {
    return [...(this.placesByJourney.get(journeyId) ?? [])].map((id) => this.places.get(id)!);
  }

  rememberJourney(row: JourneyRow): void {
    this.journeys.set(row.journeyId, row);
    this.changed.journeys.add(row.journeyId);
    // Whom a place belongs to follows from the journey, unless that person has another of the same sort: facts are not refused, so a
    // person who turns out to have two keeps both until somebody has sorted it out, each under the id it was given to.
    for (const place of this.placesUnder(row.journeyId)) {
      const others = [...(this.placesByPerson.get(row.personId) ?? [])].map((id) => this.places.get(id)!);
      if (others.some((other) => (other.status === 'occupied') === (place.status === 'occupied'))) continue;
      this.putPlace(place, row.personId);
      this.changed.places.add(place.placeId);
    }
  }

  take(drafts: readonly placement.PlacementDraft[], { idOf, ...stamp }: Stamp): void {
    drafts.forEach((draft, index) => {
      this.keep(placement.viewsOf(draft));
      const id = idOf?.(draft.type, index);
      const { key, occurredAt, data } = draft;
      this.events.push(newEvent(draft.type, { key, occurredAt, data: data as never, ...stamp, ...(id ? { id } : {}) }) as PlacementEvent);
    });
  }

  private keep({ unit, place, request }: ReturnType<typeof placement.viewsOf>): void {
    if (unit) {
      this.units.set(unit.unitId, unit);
      this.changed.units.add(unit.unitId);
    }
    if (request) {
      this.putRequest(request);
      this.changed.requests.add(request.requestId);
    }
    if (place) {
      const sameHolder = this.places.get(place.placeId)?.journeyId === place.journeyId;
      const person = sameHolder
        ? (this.persons.get(place.placeId) ?? null)
        : place.journeyId === null
          ? null
          : this.personOf(place.journeyId);
      this.putPlace(place, person);
      this.changed.places.add(place.placeId);
    }
  }

  protected putRequest(request: RequestView): void {
    this.requests.set(request.requestId, request);
    if (placement.isActive(request)) this.activeRequest.set(request.journeyId, request.requestId);
    else if (this.activeRequest.get(request.journeyId) === request.requestId) this.activeRequest.delete(request.journeyId);
  }

  protected putPlace(place: PlaceView, person: string | null): void {
    const { placeId } = place;
    const before = this.places.get(placeId);
    forget(this.placesByJourney, before?.journeyId ?? null, placeId);
    forget(this.placesByPerson, this.persons.get(placeId) ?? null, placeId);
    this.places.set(placeId, place);
    this.persons.set(placeId, person);
    remember(this.placesByJourney, place.journeyId, placeId);
    remember(this.placesByPerson, person, placeId);
  }
}

function remember(index: Map<string, Set<string>>, key: string | null, id: string): void {
  if (key === null) return;
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function forget(index: Map<string, Set<string>>, key: string | null, id: string): void {
  if (key !== null) index.get(key)?.delete(id);
}
