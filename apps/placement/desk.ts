// The rows that one transaction works on, locked, and the events decided on them. Nothing is written before `flush`.
//
// Locks are always taken in the same order, requests, journeys, places, each by id, then (in the event store) streams: two transactions
// can then wait for each other only in one direction.
import type { PlaceView, PlacementEvent, RequestView, UnitView } from '#contracts';
import { placement } from '#domain';
import { newEvent, type EventStore, type StreamEntry } from '#eventing';
import type { EntityManager } from 'typeorm';

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

interface Wanted {
  readonly requests?: readonly string[];
  readonly journeys?: readonly string[];
  readonly places?: readonly string[];
  readonly persons?: readonly string[];
  /** Leaves rows out that somebody else is working on, instead of waiting. */
  readonly skipLocked?: boolean;
}

export class Desk {
  readonly units = new Map<string, UnitView>();
  readonly requests = new Map<string, RequestView>();
  readonly places = new Map<string, PlaceView>();
  readonly journeys = new Map<string, JourneyRow>();
  private readonly persons = new Map<string, string | null>();
  private readonly changed = {
    units: new Set<string>(),
    requests: new Set<string>(),
    places: new Set<string>(),
    journeys: new Set<string>(),
  };
  private readonly events: PlacementEvent[] = [];

  constructor(private readonly em: EntityManager) {}

  /** Locks and reads requests, the people behind them, and every place that those people hold or that was asked for. */
  async load(wanted: Wanted): Promise<void> {
    const { requests = [], journeys = [], places = [], persons = [] } = wanted;
    const lock = wanted.skipLocked ? 'for update skip locked' : 'for update';
    const asked: { view: RequestView }[] = await this.em.query(
      `select view from placement.request where request_id = any ($1) or journey_id = any ($2) order by request_id ${lock}`,
      [requests, journeys],
    );
    for (const { view } of asked) this.requests.set(view.requestId, view);

    const journeyIds = [...new Set([...journeys, ...asked.map((r) => r.view.journeyId)])];
    // All journeys of a person are locked together: one person at two screens under two journeys is handled in turn.
    const known: JourneyRow[] = await this.em.query(
      `select journey_id as "journeyId", person_id as "personId", revision from placement.journey
       where person_id in (select person_id from placement.journey where journey_id = any ($1) union select unnest($2::text[]))
       order by journey_id for update`,
      [journeyIds, persons],
    );
    for (const row of known) this.journeys.set(row.journeyId, row);

    const people = [...new Set([...persons, ...journeyIds.map((id) => this.personOf(id))])];
    const wantedPlaces = [...new Set([...places, ...asked.flatMap((r) => r.view.placeId ?? [])])];
    const held: { view: PlaceView; person_id: string | null }[] = await this.em.query(
      `select view, person_id from placement.place
       where place_id in (select place_id from placement.place where place_id = any ($1)
                          union select place_id from placement.place where person_id = any ($2) and status = 'occupied'
                          union select place_id from placement.place where person_id = any ($2) and reserved_as is not null
                          union select place_id from placement.place where journey_id = any ($3))
       order by place_id for update`,
      [wantedPlaces, people, journeyIds],
    );
    for (const row of held) {
      this.places.set(row.view.placeId, row.view);
      this.persons.set(row.view.placeId, row.person_id);
    }
  }

  async loadUnits(unitIds: readonly string[]): Promise<void> {
    const rows: { view: UnitView }[] = await this.em.query(
      'select view from placement.unit where unit_id = any ($1) order by unit_id for update',
      [unitIds],
    );
    for (const { view } of rows) this.units.set(view.unitId, view);
  }

  personOf(journeyId: string): string {
    return this.journeys.get(journeyId)?.personId ?? journeyId;
  }

  /** The places a person has, by the person and not by the journey. */
  placesOf(journeyId: string): { home: PlaceView | null; reserved: PlaceView | null } {
    const person = this.personOf(journeyId);
    const theirs = [...this.places.values()].filter(
      (p) => p.journeyId === journeyId || (p.journeyId !== null && this.persons.get(p.placeId) === person),
    );
    return {
      home: theirs.find((p) => p.status === 'occupied') ?? null,
      reserved: theirs.find((p) => p.status !== 'occupied') ?? null,
    };
  }

  /** The one request that a journey has in the queue or under way. */
  requestOf(journeyId: string): RequestView | undefined {
    for (const request of this.requests.values()) if (request.journeyId === journeyId && placement.isActive(request)) return request;
    return undefined;
  }

  rememberJourney(row: JourneyRow): void {
    this.journeys.set(row.journeyId, row);
    this.changed.journeys.add(row.journeyId);
    // Whom a place belongs to follows from the journey, unless that person has another of the same sort: facts are not refused, so a
    // person who turns out to have two keeps both until somebody has sorted it out, each under the id it was given to.
    for (const place of this.places.values()) {
      if (place.journeyId !== row.journeyId || this.persons.get(place.placeId) === row.personId) continue;
      const sort = place.status === 'occupied';
      const taken = [...this.places.values()].some(
        (p) => p !== place && this.persons.get(p.placeId) === row.personId && (p.status === 'occupied') === sort,
      );
      if (taken) continue;
      this.persons.set(place.placeId, row.personId);
      this.changed.places.add(place.placeId);
    }
  }

  take(drafts: readonly placement.PlacementDraft[], stamp: Stamp): void {
    drafts.forEach((draft, index) => {
      const { unit, place, request } = placement.viewsOf(draft);
      if (unit) this.keep('units', unit.unitId, unit);
      if (request) this.keep('requests', request.requestId, request);
      if (place) {
        const sameHolder = this.places.get(place.placeId)?.journeyId === place.journeyId;
        if (!sameHolder) this.persons.set(place.placeId, place.journeyId === null ? null : this.personOf(place.journeyId));
        this.keep('places', place.placeId, place);
      }
      const { idOf, ...rest } = stamp;
      const id = idOf?.(draft.type, index);
      this.events.push(
        newEvent(draft.type, {
          key: draft.key,
          occurredAt: draft.occurredAt,
          data: draft.data as never,
          ...rest,
          ...(id ? { id } : {}),
        }) as PlacementEvent,
      );
    });
  }

  private keep<K extends 'units' | 'requests' | 'places'>(kind: K, id: string, view: UnitView | RequestView | PlaceView): void {
    (this[kind] as Map<string, typeof view>).set(id, view);
    this.changed[kind].add(id);
  }

  /** Writes what changed: each table in one statement, then the events. */
  async flush(store: EventStore): Promise<void> {
    const { units, requests, places, journeys } = this.changed;
    const upsert = (table: string, id: string, more: string, rows: unknown[]) =>
      rows.length
        ? this.em.query(
            `insert into placement.${table} (${id}, ${more ? `${more}, ` : ''}view)
             select r.${id}, ${more ? `r.${more}, ` : ''}r.view from jsonb_to_recordset($1::jsonb) as r(${id} text, ${more ? `${more} text, ` : ''}view jsonb) order by 1
             on conflict (${id}) do update set view = excluded.view${more ? `, ${more} = excluded.${more}` : ''}`,
            [JSON.stringify(rows)],
          )
        : undefined;
    await upsert(
      'unit',
      'unit_id',
      '',
      [...units].map((unit_id) => ({ unit_id, view: this.units.get(unit_id) })),
    );
    await upsert(
      'request',
      'request_id',
      '',
      [...requests].map((request_id) => ({ request_id, view: this.requests.get(request_id) })),
    );
    await upsert(
      'place',
      'place_id',
      'person_id',
      [...places].map((place_id) => ({ place_id, person_id: this.persons.get(place_id) ?? null, view: this.places.get(place_id) })),
    );
    if (journeys.size)
      await this.em.query(
        `insert into placement.journey (journey_id, person_id, revision)
         select "journeyId", "personId", revision
         from jsonb_to_recordset($1::jsonb) as r("journeyId" text, "personId" text, revision int) order by 1
         on conflict (journey_id) do update set person_id = excluded.person_id, revision = excluded.revision`,
        [JSON.stringify([...journeys].map((id) => this.journeys.get(id)))],
      );
    await store.appendMany(this.em, streamsOf(this.events));
    for (const set of Object.values(this.changed)) set.clear();
    this.events.length = 0;
  }
}

/** One stream per ordering key: the event store's lock on the stream then keeps the events of a unit in the order they were committed. */
function streamsOf(events: readonly PlacementEvent[]): StreamEntry[] {
  const byKey = new Map<string, PlacementEvent[]>();
  for (const event of events) byKey.set(event.key, [...(byKey.get(event.key) ?? []), event]);
  return [...byKey].map(([stream, list]) => ({ stream, expectedVersion: 'any', events: list }));
}
