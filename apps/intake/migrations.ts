// Tables of intake: every message as it came and what became of it, ward codes nobody has mapped, and how the sources are doing.
import { eventingMigrations } from '#eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Intake1763772000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists intake;
      create table intake.message (
        -- keyed hash of sender, control id and content: the same message has the same id, so it can be stored once only
        id text primary key,
        seq bigint generated always as identity unique,
        received_at timestamptz not null,
        transport text not null check (transport in ('mllp', 'broken', 'http')),
        source text not null,
        sending_application text not null,
        sending_facility text not null,
        control_id text,
        event text,
        status text not null check (status in ('stored', 'ignored', 'quarantined', 'refused')),
        reason_code text,
        reason text,
        warnings jsonb not null default '[]',
        answer text,
        duplicates int not null default 0,
        retries int not null default 0,
        facts int not null default 0,
        -- sealed bytes; null when their time of keeping is over
        raw bytea
      ) with (fillfactor = 90);
      create index message_control on intake.message (control_id, sending_application, sending_facility);
      create index message_to_mend on intake.message (status, seq desc) where status in ('quarantined', 'refused');
      create index message_source on intake.message (source, seq desc);
      create index message_raw on intake.message (received_at) where raw is not null;
      create table intake.unknown_unit (
        source_id text not null, code text not null, first_seen_at timestamptz not null, last_seen_at timestamptz not null, messages int not null,
        primary key (source_id, code)
      );
      create table intake.source (
        source_id text primary key, last_heard_at timestamptz not null,
        received bigint not null default 0, quarantined bigint not null default 0, refused bigint not null default 0, duplicates bigint not null default 0
      ) with (fillfactor = 50);
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop table intake.message, intake.unknown_unit, intake.source');
  }
}

export class IntakeTraces1763772000002 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      -- keyed hashes of the identity numbers in the raw message, so that those about a person who is erased can be found; nobody else can
      alter table intake.message add column traces text[];
      -- how the vault's erasure reaches what intake keeps: answers how many messages lost their raw bytes. Seldom asked, so it has no index of its own
      create function intake.forget_raw(traces text[]) returns int language sql as $$
        with gone as (
          update intake.message m set raw = null, traces = null where m.raw is not null and m.traces && forget_raw.traces returning 1
        ) select count(*)::int from gone
      $$;
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop function intake.forget_raw(text[]); alter table intake.message drop column traces');
  }
}

/** Whoever may call it forgets, and sees nothing of what lies there. */
class IntakeForgetsForOthers1763772000003 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      alter function intake.forget_raw(text[]) security definer set search_path = pg_catalog;
      revoke execute on function intake.forget_raw(text[]) from public;
    `);
  }
  async down(run: QueryRunner) {
    await run.query(`
      alter function intake.forget_raw(text[]) security invoker reset search_path;
      grant execute on function intake.forget_raw(text[]) to public;
    `);
  }
}

export const migrations = [
  ...eventingMigrations('intake'),
  Intake1763772000001,
  IntakeTraces1763772000002,
  IntakeForgetsForOthers1763772000003,
];
