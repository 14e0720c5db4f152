// How full each unit was, day by day, from the history of its places. What is past seldom changes, so it is kept until a place of the unit does.
import { addLocalDays, localDate, startOfLocalDay } from '#domain';
import type { EntityManager } from 'typeorm';

export interface OccupancyDay {
  readonly on: string;
  readonly occupied: number;
  readonly open: number;
}

export const daysBack = 14;

/** Measured at the end of each local day; today as it stands. */
export function measuredDays(at: Date): { on: string; moment: string }[] {
  const today = localDate(at.getTime());
  return Array.from({ length: daysBack }, (_, i) => {
    const on = addLocalDays(today, i + 1 - daysBack);
    const end = startOfLocalDay(addLocalDays(on, 1)) - 1;
    return { on, moment: new Date(Math.min(end, at.getTime())).toISOString() };
  });
}

/** A closed place that somebody lives in counts as open: the person is there. A revision holds until the earliest later one. */
const sql = `
  with v as (
    select unit_id, place_id, status, closed, occurred_at as since,
      min(occurred_at) over (partition by place_id order by revision rows between 1 following and unbounded following) as until
    from gateway.place_rev where unit_id = any($1) and ($3::timestamptz is null or recorded_at <= $3)
  )
  select v.unit_id as "unitId", d.n::int - 1 as n, count(*) filter (where v.status = 'occupied')::int as occupied,
    count(*) filter (where not v.closed or v.status = 'occupied')::int as open
  from unnest($2::timestamptz[]) with ordinality as d(moment, n)
  join v on v.since <= d.moment and (v.until is null or v.until > d.moment)
  group by 1, 2`;

export class OccupancyHistory {
  private readonly kept = new Map<string, { key: string; days: OccupancyDay[] }>();

  async read(
    em: EntityManager,
    units: readonly { unitId: string; version: number }[],
    at: Date,
    asOf: string | undefined,
  ): Promise<Map<string, OccupancyDay[]>> {
    const days = measuredDays(at);
    const keyOf = (version: number) => `${days.at(-1)!.on}|${version}`;
    const missing = units.filter((u) => asOf !== undefined || this.kept.get(u.unitId)?.key !== keyOf(u.version));
    const fresh = missing.length
      ? await this.compute(
          em,
          missing.map((u) => u.unitId),
          days,
          asOf,
        )
      : new Map<string, OccupancyDay[]>();
    const result = new Map<string, OccupancyDay[]>();
    for (const unit of units) {
      const computed = fresh.get(unit.unitId);
      if (computed && asOf === undefined) this.kept.set(unit.unitId, { key: keyOf(unit.version), days: computed });
      result.set(unit.unitId, computed ?? this.kept.get(unit.unitId)?.days ?? []);
    }
    return result;
  }

  private async compute(em: EntityManager, unitIds: string[], days: ReturnType<typeof measuredDays>, asOf: string | undefined) {
    const rows: { unitId: string; n: number; occupied: number; open: number }[] = await em.query(sql, [
      unitIds,
      days.map((d) => d.moment),
      asOf ?? null,
    ]);
    const byUnit = new Map(unitIds.map((id) => [id, [] as OccupancyDay[]]));
    for (const row of rows.sort((a, b) => a.n - b.n))
      byUnit.get(row.unitId)?.push({ on: days[row.n]!.on, occupied: row.occupied, open: row.open });
    return byUnit;
  }
}
