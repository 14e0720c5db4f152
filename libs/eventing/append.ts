// The SQL of appending. Rows travel as one JSON parameter whose `event` keeps its text byte for byte.
import type { Topic } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { Role } from './group.ts';
import { link } from './hash-chain.ts';

export interface Prepared {
  readonly id: string;
  readonly stream: string;
  readonly topic: Topic;
  readonly partition: number;
  /** Canonical JSON of the whole event. */
  readonly text: string;
  readonly digest: Buffer;
}

/** Version of each stream that was written. A stream is missing when its expectation failed or its events were stored already. */
export type Written = Map<string, number>;

const insertEvents = (role: Role, head: string) => `
ev as (
  insert into ${role}.event (stream, version, id, type, schema_version, key, occurred_at, recorded_at, caused_by, actor, data, hash)
  select r.stream, ${head}.version, e.id, e.type, e.version, e.key, e."occurredAt", e."recordedAt", e."causedBy", e.actor, e.data, ${head}.hash
  from r ${head === 'r' ? '' : 'join head using (stream)'},
    json_to_record(r.event) as e(id uuid, type text, version smallint, key text, "occurredAt" timestamptz, "recordedAt" timestamptz,
                                 "causedBy" text, actor text, data json)
), ob as (
  insert into ${role}.outbox (topic, part, event)
  select r.topic, r.part, r.event from r ${head === 'r' ? '' : 'join head using (stream)'} order by r.ord
)`;

// One event per stream: the head's lock, the version, the hash, the event and its outbox row in a single statement.
// Heads are taken in order of their names, so that two batches cannot wait for each other.
const singles = (role: Role) => `
with r as materialized (
  select * from json_to_recordset($1::json) as r(ord int, stream text, digest text, topic text, part smallint, event json)
), head as (
  insert into ${role}.stream as s (stream, version, hash)
  select r.stream, 1, decode(r.digest, 'hex') from r
  where ($2::int is null or $2 = 0 or exists (select from ${role}.stream x where x.stream = r.stream))
    and not exists (select from ${role}.event e where e.id = (r.event ->> 'id')::uuid)
  order by r.stream
  on conflict (stream) do update
    set version = s.version + 1, hash = case s.version when 0 then excluded.hash else sha256(s.hash || excluded.hash) end
    where $2::int is null or s.version = $2
  returning stream, version, hash
), ${insertEvents(role, 'head')}
select stream, version from head`;

const lockHeads = (role: Role) => `
insert into ${role}.stream as s (stream, version, hash)
select name, 0, '' from unnest($1::text[]) as name order by name
on conflict (stream) do update set version = s.version
returning stream, version, hash`;

const sequences = (role: Role) => `
with r as materialized (
  select ord, stream, version, decode(hash, 'hex') as hash, topic, part, event
  from json_to_recordset($1::json) as r(ord int, stream text, version int, hash text, topic text, part smallint, event json)
), ${insertEvents(role, 'r')}, head as (
  update ${role}.stream s set version = x.version, hash = x.hash
  from (select distinct on (stream) stream, version, hash from r order by stream, version desc) x where s.stream = x.stream
)
select 1`;

export async function appendSingles(em: EntityManager, role: Role, events: readonly Prepared[], expected: number | null): Promise<Written> {
  const rows = events.map((e, ord) => row(e, ord, `"digest":"${e.digest.toString('hex')}"`));
  const heads: { stream: string; version: number }[] = await em.query(singles(role), [`[${rows.join()}]`, expected]);
  return new Map(heads.map((head) => [head.stream, head.version]));
}

export async function appendSequences(em: EntityManager, role: Role, events: readonly Prepared[], expected: number | null): Promise<Written> {
  const streams = [...new Set(events.map((e) => e.stream))].sort();
  const locked: { stream: string; version: number; hash: Buffer }[] = await em.query(lockHeads(role), [streams]);
  const heads = new Map(locked.map((head) => [head.stream, { version: head.version, hash: head.hash }]));
  const stored: { id: string }[] = await em.query(`select id from ${role}.event where id = any ($1::uuid[])`, [events.map((e) => e.id)]);
  const known = new Set(stored.map((r) => r.id));
  const written: Written = new Map();
  const rows: string[] = [];
  for (const event of events) {
    const head = heads.get(event.stream)!;
    if (known.has(event.id)) continue;
    if (expected !== null && !written.has(event.stream) && head.version !== expected) return new Map();
    known.add(event.id);
    head.version += 1;
    head.hash = link(head.hash, event.digest);
    written.set(event.stream, head.version);
    rows.push(row(event, rows.length, `"version":${head.version},"hash":"${head.hash.toString('hex')}"`));
  }
  if (rows.length > 0) await em.query(sequences(role), [`[${rows.join()}]`]);
  return written;
}

const row = (e: Prepared, ord: number, more: string) =>
  `{"ord":${ord},"stream":${JSON.stringify(e.stream)},"topic":"${e.topic}","part":${e.partition},${more},"event":${e.text}}`;
