// What of the log, the inboxes and the dead letters may go. The log goes by age, but never what a group has still to read; how far it has gone is kept
// (`bus.log_floor`), so that a replay from before is refused. An inbox row goes when its record can no longer be read again: then it says nothing.
import type { EntityManager } from 'typeorm';
import type { Role } from './group.ts';

export interface Prunable {
  readonly rows: number;
  readonly wouldGo: number;
  readonly oldest: Date | null;
  /** Old enough, and still to be read by this group. */
  readonly waitingFor: string | null;
}

const reached = (roles: readonly Role[]) =>
  roles.map((role) => `select grp, topic, part, off from ${role}.consumer_offset`).join(' union all ');
/** Per partition, the first offset that somebody has still to read; one that nobody reads has none. */
const unread = (roles: readonly Role[]) =>
  `select distinct on (topic, part) topic, part, off, grp from (${reached(roles)}) as g order by topic, part, off`;

export async function prunableLog(em: EntityManager, roles: readonly Role[], before: Date): Promise<Prunable> {
  const [row] = await em.query(
    `with unread as (${unread(roles)})
     select count(*)::int as rows, min(l.at) as oldest, count(*) filter (where l.at < $1 and l.off < u.off)::int as "wouldGo",
       min(u.grp) filter (where l.at < $1 and l.off >= u.off) as "waitingFor"
     from bus.log l left join unread u using (topic, part)`,
    [before],
  );
  return row as Prunable;
}

/** One batch; answers how many rows went. */
export async function pruneLog(em: EntityManager, roles: readonly Role[], before: Date, batch: number): Promise<number> {
  const [row] = await em.query(
    `with unread as (${unread(roles)}),
     gone as (
       delete from bus.log where (topic, part, off) in (
         select l.topic, l.part, l.off from bus.log l join unread u using (topic, part) where l.at < $1 and l.off < u.off
         order by l.topic, l.part, l.off limit $2
       ) returning topic, part, off
     ), floors as (
       insert into bus.log_floor as f (topic, part, off) select topic, part, max(off) + 1 from gone group by topic, part
       on conflict (topic, part) do update set off = greatest(f.off, excluded.off)
     )
     select count(*)::int as n from gone`,
    [before, batch],
  );
  return row.n as number;
}

const forgotten = (role: Role) => `${role}.inbox i join bus.log_floor f using (topic, part) where i.off < f.off`;

export async function prunableInbox(em: EntityManager, roles: readonly Role[]): Promise<{ rows: number; wouldGo: number }> {
  let rows = 0;
  let wouldGo = 0;
  for (const role of roles) {
    const [row] = await em.query(
      `select (select count(*)::int from ${role}.inbox) as rows, (select count(*)::int from ${forgotten(role)}) as "wouldGo"`,
    );
    rows += row.rows;
    wouldGo += row.wouldGo;
  }
  return { rows, wouldGo };
}

export async function pruneInbox(em: EntityManager, role: Role, batch: number): Promise<number> {
  const [, gone] = await em.query(
    `delete from ${role}.inbox where (grp, event_id) in (select i.grp, i.event_id from ${forgotten(role)} limit $1)`,
    [batch],
  );
  return gone as number;
}

/** Why a replay from an offset would miss events, or null. */
export async function clearedBefore(em: EntityManager, topics: readonly string[], from: number): Promise<string | null> {
  const [{ here }] = await em.query(`select to_regclass('bus.log_floor') is not null as here`);
  if (!here) return null;
  const [row] = await em.query('select topic, off from bus.log_floor where topic = any ($1) and off > $2 order by off desc limit 1', [
    topics,
    from,
  ]);
  return row ? `events of ${row.topic} before offset ${row.off} have been cleared from the log and cannot be read again` : null;
}
