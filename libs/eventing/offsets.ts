// Where a group stands in the log, and taking it back.
import type { Topic } from '#contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Group } from './group.ts';
import type { LogTransport, Position } from './log-transport.ts';
import { clearedBefore } from './prune.ts';

export interface Lag {
  readonly total: number;
  readonly partitions: readonly (Position & { readonly offset: number; readonly lag: number })[];
}

export interface ReplayOptions {
  /** First offset to be read again, in every partition. */
  readonly from: number;
  /** Empties what the group has built, in the same transaction. */
  readonly reset?: (em: EntityManager) => Promise<void>;
}

export async function lagOf(dataSource: DataSource, transport: LogTransport, group: Group): Promise<Lag> {
  // offsets first: read the other way round, a busy group would seem to be ahead of the log
  const rows: { topic: Topic; part: number; off: string }[] = await dataSource.query(
    `select topic, part, off from ${group.role}.consumer_offset where grp = $1`,
    [group.name],
  );
  const at = new Map(rows.map((row) => [`${row.topic}/${row.part}`, Number(row.off)]));
  const heads = await transport.heads(group.topics);
  const partitions = heads.map(({ topic, partition, offset: head }) => {
    const offset = at.get(`${topic}/${partition}`) ?? 0;
    return { topic, partition, offset, lag: Math.max(0, head - offset) };
  });
  return { total: partitions.reduce((sum, p) => sum + p.lag, 0), partitions };
}

/** Throws when part of what should be read again has been cleared. Raising the epoch fences the running consumer, which then claims again and finds the new offsets. */
export async function rewindGroup(dataSource: DataSource, group: Group, { from, reset }: ReplayOptions): Promise<void> {
  const { role, name } = group;
  await dataSource.transaction(async (em) => {
    await em.query(`select 1 from ${role}.consumer_offset where grp = $1 order by topic, part for update`, [name]);
    const cleared = await clearedBefore(em, group.topics, from);
    if (cleared) throw new Error(`${name} cannot be replayed from ${from}: ${cleared}`);
    await forget(em, group, from);
    await em.query(`delete from ${role}.dead_letter where grp = $1 and off >= $2`, [name, from]);
    await em.query(
      `update ${role}.consumer_offset c set off = least(off, $2), epoch = epoch + 1,
         parked = (select count(*) from ${role}.dead_letter d where d.grp = c.grp and d.topic = c.topic and d.part = c.part and d.resolved_at is null)
       where grp = $1`,
      [name, from],
    );
    await reset?.(em);
  });
}

/** What was handled must be handled again. From the beginning, and with nobody else's rows in the table, it is emptied whole: rows taken out one by one lie in the way of those that come again. */
async function forget(em: EntityManager, { role, name }: Group, from: number): Promise<void> {
  const [{ others }] = await em.query(`select exists (select from ${role}.inbox where grp <> $1) as others`, [name]);
  if (from === 0 && !others) await em.query(`truncate ${role}.inbox`);
  else await em.query(`delete from ${role}.inbox where grp = $1 and off >= $2`, [name, from]);
}
