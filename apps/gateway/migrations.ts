import { eventingMigrations } from '#eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each thing has two tables: `x` with its newest revision in narrow columns (what lists filter and sort by), and `x_rev` with every
 * revision whole (what "as it was known at" and history read). Nothing in them depends on when or in which order events arrived.
 * Bodies are `json`, not `jsonb`: they are read whole, and writing them costs half.
 */
const things: readonly { name: string; key: string; columns: string; rev?: string }[] = [
  {
    name: 'journey',
    key: 'journey_id',
    columns: `patient_id text not null, case_ref text not null, state text not null, open boolean not null, protected boolean not null,
      facility text, municipality text, municipalities text[] not null, leg_kind text, leg_unit text, hospital_until timestamptz,
      admitted_at timestamptz, wait_id text, hospital_wait boolean not null, ready_since timestamptz, target text`,
    rev: `trigger_type text not null, changes json not null,`,
  },
  {
    name: 'cause',
    key: 'wait_id',
    columns: `journey_id text not null, since timestamptz not null, kind text not null, gate text not null`,
  },
  { name: 'unit', key: 'unit_id', columns: `name text not null, kind text not null, municipality text not null` },
  {
    name: 'place',
    key: 'place_id',
    columns: `unit_id text not null, kind text not null, municipality text not null, status text not null, closed boolean not null, journey_id text`,
  },
  {
    name: 'request',
    key: 'request_id',
    columns: `journey_id text not null, wait_id text not null, municipality text not null, status text not null, place_id text`,
  },
  {
    name: 'alert',
    key: 'alert_id',
    columns: `rule text not null, state text not null, open boolean not null, silenced boolean not null, severity smallint not null,
      municipality text, audience text[] not null, since timestamptz not null, raised_at timestamptz not null, resolved_at timestamptz`,
  },
];

const header = `revision int not null, event_id uuid not null, occurred_at timestamptz not null, recorded_at timestamptz not null`;

export class GatewayReadModels1763773000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query('create schema if not exists gateway');
    for (const { name, key, columns, rev } of things) {
      await run.query(`
        create table gateway.${name} (${key} text not null, ${header}, ${columns}, primary key (${key}));
        create table gateway.${name}_rev (${key} text not null, ${header}, ${columns}, type text not null, actor text not null, ${rev ?? ''} body json not null,
          primary key (${key}, revision) include (recorded_at));
      `);
    }
    await run.query(`
      -- the open queue: as quick with a million closed journeys as with none
      create index journey_open on gateway.journey (ready_since, journey_id) where open;
      create index journey_in_unit on gateway.journey (leg_unit) where ready_since is not null;
      create index journey_patient on gateway.journey (patient_id);
      create index journey_case_ref on gateway.journey (case_ref);
      -- as known at a moment: what has been revised since then is looked up among the revisions, the rest is as it stands
      create index journey_recorded on gateway.journey (recorded_at);
      create index cause_rev_journey on gateway.cause_rev (journey_id, wait_id, revision);
      create index place_unit on gateway.place (unit_id);
      create index place_journey on gateway.place (municipality, journey_id) where journey_id is not null;
      create index place_rev_unit on gateway.place_rev (unit_id, place_id, revision) include (occurred_at, recorded_at, status, closed);
      create index request_journey on gateway.request (journey_id);
      create index request_rev_journey on gateway.request_rev (journey_id, request_id, revision) include (recorded_at);
      create index alert_open on gateway.alert (severity desc, since) where open;

      -- The live stream. Positions are given under the lock of one row, so that they are committed in order and none is ever skipped over.
      create table gateway.change_head (one boolean primary key default true check (one), position bigint not null);
      insert into gateway.change_head (position) values (0);
      create table gateway.change (
        position bigint primary key,
        kind text not null,
        id text not null,
        municipality text,
        revision int not null,
        at timestamptz not null,
        municipalities text[] not null,
        hospital_until timestamptz,
        audience text[]
      );
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop schema gateway cascade');
  }
}

/** Kept for users, not derived from events: a rebuilt read model leaves these alone. */
export class GatewayDesk1764000000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create table gateway.saved_view (
        view_id uuid primary key,
        login text not null,
        organisation text not null,
        name text not null,
        shared boolean not null,
        view jsonb not null,
        saved_at timestamptz not null
      );
      create index saved_view_login on gateway.saved_view (login);
      create index saved_view_shared on gateway.saved_view (organisation) where shared;
      create table gateway.default_view (
        login text primary key,
        view_id uuid not null references gateway.saved_view on delete cascade
      );
      -- who has a case open: lost with the server, and no harm done
      create unlogged table gateway.presence (
        journey_id text not null,
        viewer text not null,
        until timestamptz not null,
        primary key (journey_id, viewer)
      );
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop table gateway.presence, gateway.default_view, gateway.saved_view');
  }
}

export const migrations = [...eventingMigrations('gateway'), GatewayReadModels1763773000001, GatewayDesk1764000000001];
