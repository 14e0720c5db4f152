// Tables of alerting. The situation is kept as rows of what flow and placement last said; an alert row is the view its last event carried.
// Free text (notes, reasons for a silence) stays here, sealed: people write names, and events and dumps must hold none.
import { eventingMigrations } from '#eventing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Alerting1763772000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists alerting;
      -- one row: its lock puts everyone who changes the desk in line, and its token tells whether what a process remembers is still true
      create table alerting.desk (
        one boolean primary key default true check (one), token uuid not null default gen_random_uuid(), history_seen boolean not null default false
      );
      insert into alerting.desk default values;

      create table alerting.situation (
        kind text not null check (kind in ('journey', 'unit', 'place', 'request', 'cause')), id text not null, row jsonb not null, primary key (kind, id)
      ) with (fillfactor = 70);
      create table alerting.source (
        source_id text primary key, facility text, last_heard_at timestamptz not null
      );
      create table alerting.subject (
        key text primary key, state jsonb not null, next_at timestamptz
      ) with (fillfactor = 70);

      create table alerting.alert (
        alert_id text primary key, view jsonb not null check (view->>'alertId' = alert_id),
        fingerprint text not null generated always as (view->>'fingerprint') stored,
        rule text not null generated always as (view->>'rule') stored,
        municipality text generated always as (view->>'municipality') stored,
        open boolean not null generated always as (view->>'state' <> 'resolved') stored,
        revision int not null generated always as ((view->>'revision')::int) stored
      ) with (fillfactor = 70);
      -- one open alert per rule and subject, whatever the code above it believes
      create unique index one_open_alert on alerting.alert (fingerprint) where open;

      create table alerting.note (
        note_id uuid primary key, alert_id text not null references alerting.alert, at timestamptz not null, author text not null, sealed_text bytea not null
      );
      create index note_alert on alerting.note (alert_id, at);
      create table alerting.silence (
        silence_id uuid primary key, rule text, municipality text, fingerprint text, sealed_reason bytea not null, author text not null,
        from_at timestamptz not null, until_at timestamptz not null, ended_at timestamptz, ended_by text
      );
      create index silence_until on alerting.silence (until_at) where ended_at is null;

      create table alerting.delivery (
        delivery_id uuid primary key, alert_id text not null, event_id uuid not null, channel text not null check (channel in ('mail', 'webhook')),
        target text not null, severity int not null, message jsonb not null,
        status text not null default 'pending' check (status in ('pending', 'sent', 'failed', 'given-up')),
        attempts int not null default 0, first_at timestamptz not null, next_at timestamptz, last_attempt_at timestamptz, error text
      );
      create index delivery_due on alerting.delivery (next_at) where status in ('pending', 'failed');
      create index delivery_alert on alerting.delivery (alert_id);
    `);
  }
  async down(run: QueryRunner) {
    await run.query(
      ['delivery', 'silence', 'note', 'alert', 'subject', 'source', 'situation', 'desk']
        .map((table) => `drop table alerting.${table};`)
        .join('\n'),
    );
  }
}

export class AlertingNotices1763772000002 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      alter table alerting.delivery
        -- every try and every "send again": [{ at, what, error, by }]
        add column record jsonb not null default '[]',
        -- when the tries that count towards giving up began: later than first_at when somebody had it sent again
        add column tries_from timestamptz,
        add column repeat int not null default 0;
      update alerting.delivery set tries_from = first_at;
      create index delivery_newest on alerting.delivery (first_at desc, delivery_id desc);
    `);
  }
  async down(run: QueryRunner) {
    await run.query(
      'drop index alerting.delivery_newest; alter table alerting.delivery drop column record, drop column tries_from, drop column repeat',
    );
  }
}

export const migrations = [...eventingMigrations('alerting'), Alerting1763772000001, AlertingNotices1763772000002];
