// The log behind the live stream: one row per change, at a position given under the lock of one row, so that positions are committed in
// order and a reader that asks for "after 41" can never miss a 42 that is committed late. Kept short; it is no source of truth.
import type { StreamChange } from '#contracts';
import { prepared } from '#eventing';
import type { EntityManager } from 'typeorm';

/** How many changes are kept. A client that was away for longer is told to read everything again. */
export const keptChanges = 20_000;
export const changeChannel = 'gateway_change';

export interface Change extends StreamChange {
  /** Who may hear of it beside those who see the journey now: a case that left a municipality must also leave its screens. */
  readonly municipalities: readonly string[];
  readonly audience: readonly string[] | null;
}

export interface LoggedChange extends Change {
  readonly position: number;
  readonly hospitalUntil: string | null;
}

const announceSql = prepared(`
  with n as (update gateway.change_head set position = position + $2 returning position - $2 as base),
  written as (
    insert into gateway.change (position, kind, id, municipality, revision, at, municipalities, hospital_until, audience)
    select n.base + c.n, c.kind, c.id, case when c.kind = 'journey' and not j.protected then j.municipality else c.municipality end, c.revision, c.at,
           c.municipalities || coalesce(j.municipalities, '{}'), j.hospital_until, c.audience
    from n, json_to_recordset($1::json)
      as c(n int, kind text, id text, municipality text, revision int, at timestamptz, municipalities text[], audience text[])
    -- key by key: a plan made while the table was small must not read all of it when it has grown
    left join lateral (select * from gateway.journey where journey_id = c.id and c.kind in ('journey', 'presence') limit 1) j on true
  )
  select n.base + $2 as head, pg_notify('${changeChannel}', (n.base + $2)::text) from n`);

export async function announce(em: EntityManager, changes: readonly Change[]): Promise<void> {
  if (!changes.length) return;
  const rows = changes.map((change, i) => ({ ...change, n: i + 1 }));
  const [{ head }] = await em.query(announceSql, [JSON.stringify(rows), changes.length]);
  const floor = Number(head) - keptChanges;
  // Now and then is enough: the log is bounded, not exact.
  if (floor > 0 && Math.floor(floor / 500) !== Math.floor((floor - changes.length) / 500)) {
    await em.query('delete from gateway.change where position <= $1', [floor]);
  }
}

interface ChangeRow {
  position: string;
  kind: StreamChange['kind'];
  id: string;
  municipality: string | null;
  revision: number;
  at: Date;
  municipalities: string[];
  hospital_until: Date | number | null;
  audience: string[] | null;
}

export async function readChanges(em: EntityManager, after: number, limit: number): Promise<LoggedChange[]> {
  const rows: ChangeRow[] = await em.query('select * from gateway.change where position > $1 order by position limit $2', [after, limit]);
  return rows.map((row) => ({
    position: Number(row.position),
    kind: row.kind,
    id: row.id,
    municipality: row.municipality,
    revision: row.revision,
    at: row.at.toISOString(),
    municipalities: row.municipalities,
    // pg reads `infinity` as the number Infinity
    hospitalUntil:
      row.hospital_until === null ? null : typeof row.hospital_until === 'number' ? 'infinity' : row.hospital_until.toISOString(),
    audience: row.audience,
  }));
}

/** The newest position, and the oldest one a client may resume after. */
export async function changeBounds(em: EntityManager): Promise<{ head: number; resumable: number }> {
  const [row] = await em.query(
    'select (select position from gateway.change_head) as head, (select min(position) from gateway.change) as oldest',
  );
  const head = Number(row.head);
  return { head, resumable: row.oldest === null ? head : Number(row.oldest) - 1 };
}
