// Tables of placement. A row is the view as the last event carried it; the columns that rules of the database need are generated from it,
// so what is checked is what is told.
//
// The constraints hold even if every line of code above them were wrong:
//   one_holder_per_place              no two requests have the same place held, offered or accepted
//   one_home_per_person               nobody lives in two places
//   one_reserved_place_per_person     nobody has two places held, offered or accepted
//   one_request_per_journey           nobody stands in the queue twice for the same journey
//   place_agrees_with_request         a reserved place names the request that reserves it, in the same state
//   request_agrees_with_place         and the other way round
// They are exclusion constraints and not unique indexes because those can be partial and checked at the end of a statement: a batch may
// move a person from one place to another in either order. The last two are checked at commit.
import { eventingMigrations } from '#eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const reserving = `('held', 'offered', 'accepted')`;
const reservedAs = `case when view->>'status' in ${reserving} then view->>'status' end`;

export class Placement1763771000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists placement;
      create table placement.unit (
        unit_id text primary key, view jsonb not null check (view->>'unitId' = unit_id)
      );
      create table placement.journey (
        journey_id text primary key, person_id text not null, revision int not null
      ) with (fillfactor = 70);
      create index journey_person on placement.journey (person_id);

      create table placement.request (
        request_id text primary key, view jsonb not null check (view->>'requestId' = request_id),
        journey_id text not null generated always as (view->>'journeyId') stored,
        municipality text not null generated always as (view->>'municipality') stored,
        status text not null generated always as (view->>'status') stored
          check (status in ('open', 'held', 'offered', 'accepted', 'fulfilled', 'withdrawn')),
        place_id text generated always as (view->>'placeId') stored,
        reserved_as text generated always as (${reservedAs}) stored,
        until text generated always as (view->>'until') stored,
        unique (place_id, request_id, reserved_as),
        check (reserved_as is null or place_id is not null),
        constraint one_holder_per_place exclude using btree (place_id with =) where (reserved_as is not null) deferrable initially immediate,
        constraint one_request_per_journey exclude using btree (journey_id with =) where (status in ('open', 'held', 'offered', 'accepted')) deferrable initially immediate
      ) with (fillfactor = 70);
      create index request_journey on placement.request (journey_id);
      create index request_queue on placement.request (municipality) where status in ('open', 'held', 'offered', 'accepted');
      create index request_due on placement.request (until) where status in ('held', 'offered');

      create table placement.place (
        place_id text primary key, view jsonb not null check (view->>'placeId' = place_id),
        person_id text,
        unit_id text not null generated always as (view->>'unitId') stored references placement.unit,
        kind text not null generated always as (view->>'kind') stored,
        municipality text not null generated always as (view->>'municipality') stored,
        status text not null generated always as (view->>'status') stored check (status in ('free', 'held', 'offered', 'accepted', 'occupied')),
        journey_id text generated always as (view->>'journeyId') stored,
        request_id text generated always as (view->>'requestId') stored,
        reserved_as text generated always as (${reservedAs}) stored,
        unique (request_id, place_id, reserved_as),
        constraint holder_fits_status check (
          case when status = 'free' then journey_id is null and request_id is null and person_id is null
               when status = 'occupied' then (journey_id is null) = (person_id is null)
               else journey_id is not null and request_id is not null and person_id is not null end),
        constraint one_home_per_person exclude using btree (person_id with =) where (status = 'occupied') deferrable initially immediate,
        constraint one_reserved_place_per_person exclude using btree (person_id with =) where (reserved_as is not null) deferrable initially immediate
      ) with (fillfactor = 70);
      create index place_journey on placement.place (journey_id) where journey_id is not null;
      create index place_unit on placement.place (unit_id);
      create index place_to_give on placement.place (kind, municipality) where status <> 'occupied';

      alter table placement.place add constraint place_agrees_with_request
        foreign key (place_id, request_id, reserved_as) references placement.request (place_id, request_id, reserved_as) deferrable initially deferred;
      alter table placement.request add constraint request_agrees_with_place
        foreign key (request_id, place_id, reserved_as) references placement.place (request_id, place_id, reserved_as) deferrable initially deferred;
    `);
  }
  async down(run: QueryRunner) {
    await run.query(
      'alter table placement.place drop constraint place_agrees_with_request; drop table placement.request, placement.place, placement.unit, placement.journey cascade',
    );
  }
}

export const migrations = [...eventingMigrations('placement'), Placement1763771000001];
