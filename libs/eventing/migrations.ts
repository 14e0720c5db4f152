// Tables of eventing: one set per role's schema, and the shared log that belongs to the postgres transport.
// Events are `json`, not `jsonb`: the text stays as it was written, so the hash chain covers what is stored, and moving it costs nothing.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { roles, type Role } from './group.ts';

export type Migration = new () => MigrationInterface;

const roleTables = (role: Role) => `
create schema if not exists ${role};
-- the head of each stream: its row lock puts writers of a stream in line, its hash tells when the last event is gone
create table ${role}.stream (
  stream text primary key, version integer not null, hash bytea not null
) with (fillfactor = 70);
create table ${role}.event (
  stream text not null, version integer not null, id uuid not null unique, type text not null, key text not null,
  occurred_at timestamptz not null, recorded_at timestamptz not null, event json not null, hash bytea not null, primary key (stream, version)
);
-- what is stored but not yet in the log; its topic is the role's own
create table ${role}.outbox (
  id bigint generated always as identity primary key, part smallint not null, stream text not null, version integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create table ${role}.inbox (
  grp text not null, event_id uuid not null, topic text not null, part smallint not null, off bigint not null, primary key (grp, event_id)
);
-- epoch fences: who claims a partition raises it, and a transaction of an earlier owner then changes nothing
create table ${role}.consumer_offset (
  grp text not null, topic text not null, part smallint not null, off bigint not null, epoch bigint not null,
  parked integer not null default 0, primary key (grp, topic, part)
) with (fillfactor = 50);
create table ${role}.dead_letter (
  grp text not null, event_id uuid not null, topic text not null, part smallint not null, off bigint not null, key text not null,
  type text not null, event json not null, reason text not null, behind boolean not null, attempts integer not null,
  parked_at timestamptz not null default now(), resolved_at timestamptz, primary key (grp, event_id)
);
create index dead_letter_open on ${role}.dead_letter (grp, topic, part, key, off) where resolved_at is null;
`;

const dropRoleTables = (role: Role) =>
  ['dead_letter', 'consumer_offset', 'inbox', 'outbox', 'event', 'stream'].map((table) => `drop table ${role}.${table};`).join('\n');

const busTables = `
create schema if not exists bus;
create table bus.log (
  topic text not null, part smallint not null, off bigint not null, event json not null, at timestamptz not null default now(),
  primary key (topic, part, off)
);
create table bus.log_head (
  topic text not null, part smallint not null, next_off bigint not null, primary key (topic, part)
) with (fillfactor = 50);
`;

/** First in every role's list of migrations. */
export function eventingMigrations(role: Role): Migration[] {
  const timestamp = 1763769600001 + roles.indexOf(role);
  const name = `Eventing${role[0]!.toUpperCase()}${role.slice(1)}`;
  return [
    migration(`${name}${timestamp}`, roleTables(role), dropRoleTables(role)),
    // whose consequence it is; rows of an older version have none
    migration(
      `${name}Trace${timestamp + 20}`,
      `alter table ${role}.outbox add column trace text;`,
      `alter table ${role}.outbox drop column trace;`,
    ),
  ];
}

/** Once per database that carries the postgres transport. */
export const busMigrations: Migration[] = [
  migration('EventingBus1763769600000', busTables, 'drop schema bus cascade;'),
  // how far the log has been cleared: the first offset that can still be read
  migration(
    'EventingBusFloor1763769600010',
    'create table bus.log_floor (topic text not null, part smallint not null, off bigint not null, primary key (topic, part));',
    'drop table bus.log_floor;',
  ),
  migration('EventingBusTrace1763769600020', 'alter table bus.log add column trace text;', 'alter table bus.log drop column trace;'),
];

function migration(name: string, up: string, down: string): Migration {
  return class implements MigrationInterface {
    readonly name = name;
    async up(runner: QueryRunner) {
      await runner.query(up);
    }
    async down(runner: QueryRunner) {
      await runner.query(down);
    }
  };
}
