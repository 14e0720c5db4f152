// Units with their places in figures, now or as they were known at a moment.
import type { ClosureReason, UnitView } from '#contracts';
import type { EntityManager } from 'typeorm';
import type * as z from 'zod';
import { SqlParams } from './sql-params.ts';

export interface UnitFigures {
  readonly unit: UnitView;
  readonly recordedAt: string;
  readonly places: number;
  readonly occupied: number;
  readonly held: number;
  readonly closed: number;
  readonly free: number;
  readonly placesRecordedAt: string | null;
  /** Grows with every revision of any of the unit's places. */
  readonly version: number;
  readonly closures: readonly { reason: z.infer<typeof ClosureReason>; places: number; expectedEndOn: string | null }[];
}

export interface UnitFilter {
  readonly unitId?: string;
  readonly kind?: string;
  readonly municipality?: string;
  readonly nameLike?: string;
  readonly asOf?: string;
  readonly after?: { readonly value: string | null; readonly id: string } | null;
  readonly limit: number;
}

/** The newest revision of each thing of `table` recorded until `asOf` (or the newest of all). */
export function newestRows(
  table: 'unit' | 'place' | 'request' | 'alert',
  key: string,
  asOf: string | undefined,
  params: SqlParams,
): string {
  if (asOf === undefined) return `gateway.${table}_rev v join gateway.${table} k on k.${key} = v.${key} and k.revision = v.revision`;
  const at = `${params.add(asOf)}::timestamptz`;
  return `gateway.${table} k cross join lateral (
    select r.* from gateway.${table}_rev r where r.${key} = k.${key} and r.recorded_at <= ${at} order by r.revision desc limit 1) v`;
}

function conditionsOf(filter: UnitFilter, params: SqlParams): string[] {
  return [
    filter.unitId === undefined ? null : `v.unit_id = ${params.add(filter.unitId)}`,
    filter.kind === undefined ? null : `v.kind = ${params.add(filter.kind)}`,
    filter.municipality === undefined ? null : `v.municipality = ${params.add(filter.municipality)}`,
    filter.nameLike === undefined ? null : `lower(normalize(v.name, NFC)) like ${params.add(filter.nameLike)}`,
  ].filter((c) => c !== null);
}

export async function readUnits(em: EntityManager, filter: UnitFilter): Promise<{ total: number; units: UnitFigures[] }> {
  const params = new SqlParams();
  const where = conditionsOf(filter, params).join(' and ') || 'true';
  const after = filter.after
    ? `where (u.name collate "C", u.unit_id) > (${params.add(filter.after.value)}, ${params.add(filter.after.id)})`
    : '';
  const sql = `
    with u as materialized (select v.unit_id, v.name, v.body, v.recorded_at from ${newestRows('unit', 'unit_id', filter.asOf, params)} where ${where}),
    page as (select * from u ${after} order by u.name collate "C", u.unit_id limit ${params.add(filter.limit + 1)}),
    p as (
      select v.place_id, v.unit_id, v.status, v.closed, v.revision, v.recorded_at, case when v.closed then v.body -> 'closure' end as closure
      from ${newestRows('place', 'place_id', filter.asOf, params)}
      where v.unit_id in (select unit_id from page)
    )
    select page.body as unit, page.recorded_at, (select count(*) from u)::int as total, f.*,
      (select coalesce(json_agg(c order by c.reason, c."expectedEndOn"), '[]') from (
        select p.closure ->> 'reason' as reason, count(*)::int as places, p.closure ->> 'expectedEndOn' as "expectedEndOn"
        from p where p.unit_id = page.unit_id and p.closed group by 1, 3) c) as closures
    from page
    cross join lateral (
      select count(*)::int as places, count(*) filter (where status = 'occupied')::int as occupied,
        count(*) filter (where status in ('held', 'offered', 'accepted'))::int as held,
        count(*) filter (where status = 'free' and closed)::int as closed, count(*) filter (where status = 'free' and not closed)::int as free,
        max(p.recorded_at) as places_recorded_at, coalesce(sum(p.revision), 0)::int as version
      from p where p.unit_id = page.unit_id
    ) f
    order by page.name collate "C", page.unit_id`;
  const rows: (Omit<UnitFigures, 'recordedAt' | 'placesRecordedAt'> & {
    recorded_at: Date;
    places_recorded_at: Date | null;
    total: number;
  })[] = await em.query(sql, params.values);
  const units = rows.map(({ recorded_at, places_recorded_at, ...row }) => ({
    ...row,
    recordedAt: recorded_at.toISOString(),
    placesRecordedAt: places_recorded_at?.toISOString() ?? null,
  }));
  return { total: rows[0]?.total ?? (filter.after ? await countUnits(em, filter) : 0), units };
}

async function countUnits(em: EntityManager, filter: UnitFilter): Promise<number> {
  const params = new SqlParams();
  const where = conditionsOf(filter, params).join(' and ') || 'true';
  const [row] = await em.query(
    `select count(*)::int as n from ${newestRows('unit', 'unit_id', filter.asOf, params)} where ${where}`,
    params.values,
  );
  return row.n as number;
}
