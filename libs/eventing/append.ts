// The SQL of appending. Rows travel as one array per column; an event's text is stored byte for byte as it was hashed.
import type { SlussEvent } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { Role } from './group.ts';
import { link } from './hash-chain.ts';
import { inOneGo } from './in-one-go.ts';
import { preparedPerRole } from './prepared.ts';

export interface Prepared {
  readonly stream: string;
  readonly partition: number;
  readonly event: SlussEvent;
  /** Canonical JSON of the whole event. */
  readonly text: string;
  readonly digest: Buffer;
  readonly trace: string;
}

/** Version of each stream that was written. A stream is missing when its expectation failed or its events were stored already. */
export type Written = Map<string, number>;

const rows = (more: string) => `
with r as materialized (
  select * from unnest($2::text[], $3::smallint[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::json[], $10::text[], ${more})
    with ordinality as r(stream, part, id, type, key, occurred_at, recorded_at, event, trace, `;

const insertEvents = (role: Role, head: string) => `
ev as (
  insert into ${role}.event (stream, version, id, type, key, occurred_at, recorded_at, event, hash)
  select stream, ${head}.version, r.id, r.type, r.key, r.occurred_at, r.recorded_at, r.event, ${head}.hash from r ${head === 'r' ? '' : 'join head using (stream)'}
), ob as (
  insert into ${role}.outbox (part, stream, version, trace)
  select r.part, stream, ${head}.version, r.trace from r ${head === 'r' ? '' : 'join head using (stream)'} order by r.ord
)`;

// One event per stream: the head's lock, the version, the hash, the event and its outbox row in a single statement.
// Heads are taken in order of their names, so that two batches cannot wait for each other.
const singles = preparedPerRole(
  (role: Role) => `${rows('$11::bytea[]')} digest, ord)
), head as (
  insert into ${role}.stream as s (stream, version, hash)
  select r.stream, 1, r.digest from r
  where ($1::int is null or $1 = 0 or exists (select from ${role}.stream x where x.stream = r.stream))
    and not exists (select from ${role}.event e where e.id = r.id)
  order by r.stream
  on conflict (stream) do update
    set version = s.version + 1, hash = case s.version when 0 then excluded.hash else sha256(s.hash || excluded.hash) end
    where $1::int is null or s.version = $1
  returning stream, version, hash
), ${insertEvents(role, 'head')}
select stream, version from head`,
);

const lockHeads = preparedPerRole(
  (role: Role) => `
insert into ${role}.stream as s (stream, version, hash)
select name, 0, '' from unnest($1::text[]) as name order by name
on conflict (stream) do update set version = s.version
returning stream, version, hash`,
);

const storedIds = preparedPerRole((role: Role) => `select id from ${role}.event where id = any ($1::uuid[])`);

const sequences = preparedPerRole(
  (role: Role) => `${rows('$1::int[], $11::bytea[]')} version, hash, ord)
), ${insertEvents(role, 'r')}, head as (
  update ${role}.stream s set version = x.version, hash = x.hash
  from (select distinct on (stream) stream, version, hash from r order by stream, version desc) x where s.stream = x.stream
)
select 1`,
);

/** Never two events of one stream: the second would not find its place in the chain. */
export async function appendSingles(em: EntityManager, role: Role, events: readonly Prepared[], expected: number | null): Promise<Written> {
  const heads: { stream: string; version: number }[] = await em.query(singles(role), [
    expected,
    ...columns(events),
    events.map((e) => e.digest),
  ]);
  return new Map(heads.map((head) => [head.stream, head.version]));
}

export async function appendSequences(
  em: EntityManager,
  role: Role,
  events: readonly Prepared[],
  expected: number | null,
): Promise<Written> {
  const streams = [...new Set(events.map((e) => e.stream))];
  // Sent in one go: the second sees what others had committed when the first was through.
  const [heads, stored]: [{ stream: string; version: number; hash: Buffer }[], { id: string }[]] = await inOneGo([
    em.query(lockHeads(role), [streams]),
    em.query(storedIds(role), [events.map((e) => e.event.id)]),
  ]);
  const known = new Set(stored.map((r) => r.id));
  const at = new Map(heads.map((head) => [head.stream, head]));
  const written: Written = new Map();
  const added: Prepared[] = [];
  const hashes: Buffer[] = [];
  const versions: number[] = [];
  for (const event of events) {
    const head = at.get(event.stream)!;
    if (known.has(event.event.id)) continue;
    if (expected !== null && !written.has(event.stream) && head.version !== expected) return new Map();
    known.add(event.event.id);
    head.version += 1;
    head.hash = link(head.hash, event.digest);
    written.set(event.stream, head.version);
    added.push(event);
    versions.push(head.version);
    hashes.push(head.hash);
  }
  if (added.length > 0) await em.query(sequences(role), [versions, ...columns(added), hashes]);
  return written;
}

const columns = (events: readonly Prepared[]): unknown[][] => [
  events.map((e) => e.stream),
  events.map((e) => e.partition),
  events.map((e) => e.event.id),
  events.map((e) => e.event.type),
  events.map((e) => e.event.key),
  events.map((e) => e.event.occurredAt),
  events.map((e) => e.event.recordedAt),
  events.map((e) => e.text),
  events.map((e) => e.trace),
];
