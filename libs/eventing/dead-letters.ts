// Events that could not be handled, and those of the same key that wait behind them.
import type { Topic } from '#contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Handle } from './consumer.ts';
import { reasonOf } from './faults.ts';
import type { Group, Role } from './group.ts';
import type { LogRecord } from './log-transport.ts';
import { carryTraces, traceKept } from './trace.ts';
import { open } from './triage.ts';

export interface DeadLetter {
  readonly group: string;
  readonly eventId: string;
  readonly topic: Topic;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly type: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  /** How many events of the same key wait behind it. */
  readonly behind: number;
}

export interface Retried {
  readonly replayed: number;
  /** Still parked for the same key. */
  readonly remaining: number;
  /** Why the first of them failed again; null when all went through. */
  readonly error: string | null;
}

/** What stops a key, newest first. Events that only wait are counted, not listed. */
export async function deadLetters(em: EntityManager, role: Role): Promise<DeadLetter[]> {
  const rows: (Omit<DeadLetter, 'offset'> & { offset: string })[] = await em.query(
    `select grp as "group", event_id as "eventId", topic, part as partition, off as offset, key, type, reason, attempts, parked_at as "parkedAt",
       (select count(*)::int from ${role}.dead_letter b where b.grp = d.grp and b.topic = d.topic and b.part = d.part and b.key = d.key
          and b.resolved_at is null and b.off > d.off) as behind
     from ${role}.dead_letter d where resolved_at is null and not behind order by parked_at desc, event_id`,
  );
  return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
}

interface Place {
  readonly topic: Topic;
  readonly part: number;
  readonly key: string;
}

/** One transaction per event; the offset's row lock keeps new events of the key from slipping in between. */
export async function retryDeadLetter(
  dataSource: DataSource,
  group: Group,
  eventId: string,
  handle: Handle,
  reread: Reread = (record) => record,
): Promise<Retried> {
  const { role, name } = group;
  const [place]: Place[] = await dataSource.query(
    `select topic, part, key from ${role}.dead_letter where grp = $1 and event_id = $2 and resolved_at is null`,
    [name, eventId],
  );
  if (!place) return { replayed: 0, remaining: 0, error: null };
  for (let replayed = 0; ; replayed++) {
    try {
      if (!(await retryFirst(dataSource, group, place, handle, reread))) return { replayed, remaining: 0, error: null };
    } catch (error) {
      return { replayed, remaining: await failedAgain(dataSource, group, place, reasonOf(error)), error: reasonOf(error) };
    }
  }
}

/** Looks again at what could not be read when it came. */
export type Reread = (record: LogRecord) => LogRecord;

async function retryFirst(
  dataSource: DataSource,
  group: Group,
  { topic, part, key }: Place,
  handle: Handle,
  reread: Reread,
): Promise<boolean> {
  const { role, name } = group;
  return dataSource.transaction(async (em) => {
    await em.query(`select 1 from ${role}.consumer_offset where grp = $1 and topic = $2 and part = $3 for update`, [name, topic, part]);
    const [row]: { event_id: string; off: string; event: LogRecord['event']; attempts: number }[] = await em.query(
      `select event_id, off, event, attempts from ${role}.dead_letter
       where grp = $1 and topic = $2 and part = $3 and key = $4 and resolved_at is null order by off limit 1`,
      [name, topic, part, key],
    );
    if (!row) return false;
    const record = reread({ topic, partition: part, offset: Number(row.off), ...traceKept(row.event) });
    const { id, event, reason } = open(record);
    if (!event) throw new Error(reason!);
    // What could not be read was parked under a name of its own: another copy of the same event may have been handled since.
    const isNew = id === row.event_id || (await remember(em, group, id, record));
    carryTraces(em, [record]);
    if (isNew) await handle([event], { manager: em, group, records: [record], attempt: row.attempts + 1 });
    await em.query(`update ${role}.dead_letter set resolved_at = now() where grp = $1 and event_id = $2`, [name, row.event_id]);
    await em.query(`update ${role}.consumer_offset set parked = parked - 1 where grp = $1 and topic = $2 and part = $3`, [
      name,
      topic,
      part,
    ]);
    return true;
  });
}

async function remember(em: EntityManager, { role, name }: Group, id: string, { topic, partition, offset }: LogRecord): Promise<boolean> {
  const rows: unknown[] = await em.query(
    `insert into ${role}.inbox (grp, event_id, topic, part, off) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`,
    [name, id, topic, partition, offset],
  );
  return rows.length > 0;
}

/** The first of the key is now what stops it, for the reason it gave. */
async function failedAgain(dataSource: DataSource, group: Group, { topic, part, key }: Place, reason: string): Promise<number> {
  const { role, name } = group;
  const open = 'grp = $1 and topic = $2 and part = $3 and key = $4 and resolved_at is null';
  await dataSource.query(
    `update ${role}.dead_letter set reason = $5, behind = false, attempts = attempts + 1
     where grp = $1 and event_id = (select event_id from ${role}.dead_letter where ${open} order by off limit 1)`,
    [name, topic, part, key, reason],
  );
  const [{ left }] = await dataSource.query(`select count(*)::int as left from ${role}.dead_letter where ${open}`, [
    name,
    topic,
    part,
    key,
  ]);
  return left;
}
