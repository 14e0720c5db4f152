// Journeys with their cause, now or as they were known at a moment, under one set of column names.
import { currentColumns } from '../read-model/tables.ts';
import type { SqlParams } from './sql-params.ts';

const columns = currentColumns('journey');
const list = (alias: string) => columns.map((c) => `${alias}.${c}`).join(', ');

/**
 * `from` clause that gives `j` (the journey as known), `s` (the journey as it stands, for scope) and `c` (cause of the open wait, may be null).
 * As known at a moment: the newest revision recorded until then. What has not been revised since is taken as it stands, so that only the
 * journeys that have moved on cost a look among the revisions.
 */
export function journeyRows(asOf: string | undefined, params: SqlParams): string {
  if (asOf === undefined) {
    return `gateway.journey j
      cross join lateral (select j.hospital_until, j.municipalities, j.journey_id) s
      left join gateway.cause c on c.wait_id = j.wait_id`;
  }
  const at = `${params.add(asOf)}::timestamptz`;
  return `(
      select ${list('k')} from gateway.journey k where k.recorded_at <= ${at}
      union all
      select ${list('r')} from gateway.journey k
      cross join lateral (
        select ${list('v')} from gateway.journey_rev v
        where v.journey_id = k.journey_id and v.recorded_at <= ${at} order by v.revision desc limit 1
      ) r
      where k.recorded_at > ${at}
    ) j
    join gateway.journey s on s.journey_id = j.journey_id
    left join lateral (
      select v.* from gateway.cause_rev v where v.wait_id = j.wait_id and v.recorded_at <= ${at} order by v.revision desc limit 1
    ) c on true`;
}
