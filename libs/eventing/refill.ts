// Puts everything a role has stored into its outbox again, so that another log can be filled from the beginning. Readers lose nothing and do nothing
// twice: their offsets start over and their inboxes, which know what has been handled, stay.
import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from './group.ts';
import { partitionOf } from './partition.ts';

export interface Refilled {
  readonly role: Role;
  /** Rows in the outbox now. */
  readonly events: number;
  /** Offsets of groups that start over. */
  readonly offsets: number;
}

/** Somebody is moving or reading events: what is refilled now would end in the log that is being left. */
export class StillRunning extends Error {
  override readonly name = 'StillRunning';
}

/** All roles in one transaction. What lies in the database's own log goes: it is the one that is left, or the one that is made anew. */
export function refill(dataSource: DataSource, roles: readonly Role[]): Promise<Refilled[]> {
  return dataSource.transaction(async (em) => {
    for (const role of roles) await refuseRunning(em, role);
    await findTraces(em, roles);
    const refilled: Refilled[] = [];
    for (const role of roles) refilled.push(await refillRole(em, role));
    await em.query('truncate bus.log, bus.log_head');
    return refilled;
  });
}

/** The lock a relay leads by (see `PgSession`): whoever holds it is a running process, and nobody gets it until we are done. */
async function refuseRunning(em: EntityManager, role: Role): Promise<void> {
  const [{ free }] = await em.query('select pg_try_advisory_xact_lock(hashtextextended($1, 7305)) as free', [`relay:${role}`]);
  if (!free) throw new StillRunning(`a process with the role ${role} is running; stop every process of Sluss, then run this again`);
}

/** Kept with no event, but each says what it followed from: the trace is that of what stands at the beginning, as `firstTrace` has it. */
async function findTraces(em: EntityManager, roles: readonly Role[]): Promise<void> {
  const said = roles.map((role) => `select id::text as id, event->>'causedBy' as cause from ${role}.event`);
  await em.query(`create temp table refill_said on commit drop as ${said.join(' union all ')}`);
  await em.query('create index on refill_said (id)');
  await em.query('create index on refill_said (cause)');
  await em.query('analyze refill_said');
  await em.query(`
    create temp table refill_trace on commit drop as with recursive traced as (
      select id, left(encode(sha256(convert_to(coalesce(cause, id), 'UTF8')), 'hex'), 32) as trace
      from refill_said s where not exists (select from refill_said c where c.id = s.cause)
      union all select s.id, t.trace from traced t join refill_said s on s.cause = t.id
    ) select id::uuid as id, trace from traced`);
  await em.query('analyze refill_trace');
}

const KEYS = 10_000;

async function refillRole(em: EntityManager, role: Role): Promise<Refilled> {
  // Nobody writes meanwhile, should something run that relays nothing.
  await em.query(`lock table ${role}.event, ${role}.outbox in exclusive mode`);
  await em.query('create temp table refill_key (key text primary key, part smallint not null) on commit drop');
  for (let after = ''; ;) {
    const rows: { key: string }[] = await em.query(
      `select key from (select distinct key collate "C" as key from ${role}.event) k where key > $1 order by key limit ${KEYS}`,
      [after],
    );
    if (rows.length === 0) break;
    await em.query('insert into refill_key select * from unnest($1::text[], $2::smallint[])', [
      rows.map((row) => row.key),
      rows.map((row) => partitionOf(row.key)),
    ]);
    after = rows[rows.length - 1]!.key;
  }
  await em.query(`delete from ${role}.outbox`);
  // A late message may be stored after one that Sluss came to know later: a stream's own order goes before the hour.
  const [{ events }] = await em.query(`
    with ordered as (
      select k.part, e.id, e.stream, e.version, max(e.recorded_at) over (partition by e.stream order by e.version) as known_at
      from ${role}.event e join refill_key k using (key)
    ), put as (
      insert into ${role}.outbox (part, stream, version, trace)
      select part, stream, version, trace from ordered left join refill_trace using (id) order by known_at, stream, version returning 1
    ) select count(*)::int as events from put`);
  await em.query('drop table refill_key');
  const offsets: unknown[] = await em.query(
    `with reset as (update ${role}.consumer_offset set off = 0, epoch = epoch + 1 returning 1) select 1 from reset`,
  );
  return { role, events, offsets: offsets.length };
}
