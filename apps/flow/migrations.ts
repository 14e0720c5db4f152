// Tables of flow. Everything here follows from the log: a fact is kept as it came, a view as it was last told.
import { eventingMigrations } from '#eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class Flow1763771100001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists flow;

      -- Which facts belong together: patients and journeys that some fact names side by side share a cluster.
      create table flow.anchor (
        anchor text primary key, cluster text not null
      );
      create index anchor_cluster on flow.anchor (cluster);

      -- \`fact\` is json, not jsonb: it is only ever read whole.
      create table flow.fact (
        event_id uuid primary key, cluster text not null, fact json not null
      );
      create index fact_cluster on flow.fact (cluster);

      -- \`view\` is text: two views are the same when their text is, and a view is only parsed when it differs.
      create table flow.journey (
        journey_id text primary key, cluster text not null, revision int not null, view text not null
      ) with (fillfactor = 70);
      create index journey_cluster on flow.journey (cluster);

      -- What causes are judged on. \`stamp\` changes with every write to a municipality, so a process knows whether what it remembers still holds;
      -- \`as_of\` is the newest moment judged: it tells the sweep how far history has been read.
      create table flow.municipality (
        municipality text primary key, stamp bigint not null, as_of timestamptz not null, judged_at timestamptz not null default now()
      ) with (fillfactor = 50);
      create sequence flow.situation_stamp;
      create table flow.situation (
        kind text not null, id text not null, municipality text not null, revision int not null, data json not null, primary key (kind, id)
      ) with (fillfactor = 70);
      create index situation_municipality on flow.situation (municipality);

      -- The cause last attributed to each wait; kept after the wait has closed, because a cancelled discharge opens it again.
      create table flow.cause_state (
        wait_id text primary key, journey_id text not null, revision int not null, since text not null, cause json not null
      ) with (fillfactor = 70);
    `);
  }
  async down(run: QueryRunner) {
    await run.query(`
      drop table flow.anchor, flow.fact, flow.journey, flow.municipality, flow.situation, flow.cause_state;
      drop sequence flow.situation_stamp;
    `);
  }
}

export const migrations = [...eventingMigrations('flow'), Flow1763771100001];
