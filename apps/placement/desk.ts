// The rows that one transaction works on, locked. Nothing is written before `flush`.
//
// Locks are always taken in the same order, requests, journeys, places, each by id, then (in the event store) streams: two transactions
// can then wait for each other only in one direction.
import type { PlaceView, RequestView, UnitView } from '#contracts';
import { inOneGo, prepared, type EventStore } from '#eventing';
import type { EntityManager } from 'typeorm';
import { WorkingSet, type JourneyRow } from './working-set.ts';

interface Wanted {
  readonly requests?: readonly string[];
  readonly journeys?: readonly string[];
  readonly places?: readonly string[];
  readonly persons?: readonly string[];
  /** Leaves requests out that somebody else is working on, instead of waiting. */
  readonly skipLocked?: boolean;
}

const requestsWith = (lock: string) =>
  prepared(`select view from placement.request where request_id = any ($1) or journey_id = any ($2) order by request_id ${lock}`);

const sql = {
  requests: requestsWith('for update'),
  freeRequests: requestsWith('for update skip locked'),
  journeys: prepared(`select journey_id as "journeyId", person_id as "personId", revision from placement.journey
       where person_id in (select person_id from placement.journey where journey_id = any ($1) union select unnest($2::text[]))
       order by journey_id for update`),
  places: prepared(`select view, person_id from placement.place
       where place_id in (select place_id from placement.place where place_id = any ($1)
                          union select place_id from placement.place where person_id = any ($2) and status = 'occupied'
                          union select place_id from placement.place where person_id = any ($2) and reserved_as is not null
                          union select place_id from placement.place where journey_id = any ($3))
       order by place_id for update`),
};

export class Desk extends WorkingSet {
  constructor(private readonly em: EntityManager) {
    super();
  }

  /** Locks and reads requests, the people behind them, and every place that those people hold or that was asked for. */
  async load(wanted: Wanted): Promise<void> {
    const { requests = [], journeys = [], places = [], persons = [] } = wanted;
    const asked: { view: RequestView }[] = await this.em.query(wanted.skipLocked ? sql.freeRequests : sql.requests, [requests, journeys]);
    for (const { view } of asked) this.putRequest(view);

    const journeyIds = [...new Set([...journeys, ...asked.map((r) => r.view.journeyId)])];
    // All journeys of a person are locked together: one person at two screens under two journeys is handled in turn.
    const known: JourneyRow[] = await this.em.query(sql.journeys, [journeyIds, persons]);
    for (const row of known) this.journeys.set(row.journeyId, row);

    const people = [...new Set([...persons, ...journeyIds.map((id) => this.personOf(id))])];
    const wantedPlaces = [...new Set([...places, ...asked.flatMap((r) => r.view.placeId ?? [])])];
    const held: { view: PlaceView; person_id: string | null }[] = await this.em.query(sql.places, [wantedPlaces, people, journeyIds]);
    for (const row of held) this.putPlace(row.view, row.person_id);
  }

  async loadUnits(unitIds: readonly string[]): Promise<void> {
    const rows: { view: UnitView }[] = await this.em.query(
      'select view from placement.unit where unit_id = any ($1) order by unit_id for update',
      [unitIds],
    );
    for (const { view } of rows) this.units.set(view.unitId, view);
  }

  /**
   * Writes what changed, each table in one statement, then the events. One stream per ordering key: the event store's lock on the stream then keeps the events
   * of a unit in the order they were committed.
   */
  async flush(store: EventStore): Promise<void> {
    const { units, requests, places, journeys } = this.changed;
    await inOneGo([
      this.write(upserts.unit, units, (id) => ({ id, view: this.units.get(id) })),
      this.write(upserts.request, requests, (id) => ({ id, view: this.requests.get(id) })),
      this.write(upserts.place, places, (id) => ({ id, person: this.persons.get(id) ?? null, view: this.places.get(id) })),
      this.write(upserts.journey, journeys, (id) => ({ id, person: this.personOf(id), revision: this.journeys.get(id)!.revision })),
      store.appendMany(this.em, this.events),
    ]);
    this.events.length = 0;
  }

  private async write(upsert: string, ids: Set<string>, rowOf: (id: string) => object): Promise<void> {
    if (!ids.size) return;
    const rows = JSON.stringify([...ids].sort().map(rowOf));
    ids.clear();
    await this.em.query(upsert, [rows]);
  }
}

const upserts = {
  unit: prepared(`insert into placement.unit (unit_id, view)
    select id, view from json_to_recordset($1::json) as r(id text, view jsonb)
    on conflict (unit_id) do update set view = excluded.view`),
  request: prepared(`insert into placement.request (request_id, view)
    select id, view from json_to_recordset($1::json) as r(id text, view jsonb)
    on conflict (request_id) do update set view = excluded.view`),
  place: prepared(`insert into placement.place (place_id, person_id, view)
    select id, person, view from json_to_recordset($1::json) as r(id text, person text, view jsonb)
    on conflict (place_id) do update set view = excluded.view, person_id = excluded.person_id`),
  journey: prepared(`insert into placement.journey (journey_id, person_id, revision)
    select id, person, revision from json_to_recordset($1::json) as r(id text, person text, revision int)
    on conflict (journey_id) do update set person_id = excluded.person_id, revision = excluded.revision`),
};
