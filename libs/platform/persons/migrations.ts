import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Identity lives here and nowhere else: one row per person, sealed with a key per person that the master key wraps. */
export class Persons1763000000001 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists persons;
      create table persons.person (
        patient_id text primary key,
        wrapped_key bytea,
        sealed bytea,
        protected boolean not null default false,
        known_at timestamptz not null,
        merged_into text,
        stated_at timestamptz not null,
        erased_at timestamptz
      );
      -- blind index: keyed hashes of identifiers, so that the same number finds the same person without being readable
      create table persons.identifier (
        blind text primary key,
        patient_id text not null references persons.person
      );
      create index on persons.identifier (patient_id);
      -- blind index of name words, for search
      create table persons.word (
        blind text not null,
        patient_id text not null references persons.person,
        primary key (blind, patient_id)
      );
      create index on persons.word (patient_id);
      create table persons.access_log (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        login text not null,
        role text not null,
        organisation text not null,
        action text not null,
        journey_id text,
        patient_id text,
        purpose text not null,
        previous bytea,
        hash bytea not null
      );
      create index on persons.access_log (journey_id, id desc);
      create index on persons.access_log (patient_id, id desc);
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop schema persons cascade');
  }
}
