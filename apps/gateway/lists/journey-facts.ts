// Reads whole journeys with their cause, request and the names of their units: for a page of rows that is already chosen, or for one case.
import type { Cause, JourneyView, RequestView } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { JourneyFacts } from '../views/journey-item.ts';

export interface ChosenRow {
  readonly journeyId: string;
  readonly revision: number;
  readonly waitId: string | null;
  readonly causeRevision: number | null;
}

interface FactsRow {
  journey: JourneyView;
  cause: Cause | null;
  since: Date | null;
  request: RequestView | null;
}

/**
 * In the order given. Requests are those of the open wait, as known at `asOf`; of somebody between two places, the accepted one of the wait that led
 * there, since the move-in is still to be told.
 */
export async function readFacts(em: EntityManager, chosen: readonly ChosenRow[], asOf: string | undefined): Promise<JourneyFacts[]> {
  if (!chosen.length) return [];
  const rows: FactsRow[] = await em.query(
    `select j.body as journey, c.body as cause, c.since, r.body as request
     from unnest($1::text[], $2::int[], $3::text[], $4::int[]) with ordinality as p(journey_id, revision, wait_id, cause_revision, n)
     join gateway.journey_rev j on j.journey_id = p.journey_id and j.revision = p.revision
     left join gateway.cause_rev c on c.wait_id = p.wait_id and c.revision = p.cause_revision
     left join lateral (
       select v.body from gateway.request_rev v
       where v.journey_id = p.journey_id
         and v.wait_id = coalesce(p.wait_id, case when j.body ->> 'state' = 'in-transfer' then j.body -> 'waits' -> -1 ->> 'waitId' end)
         and ($5::timestamptz is null or v.recorded_at <= $5)
       order by v.request_id desc, v.revision desc limit 1
     ) r on p.wait_id is not null or r.body ->> 'status' = 'accepted'
     order by p.n`,
    [
      chosen.map((c) => c.journeyId),
      chosen.map((c) => c.revision),
      chosen.map((c) => c.waitId),
      chosen.map((c) => c.causeRevision),
      asOf ?? null,
    ],
  );
  return rows.map((row) => ({
    journey: row.journey,
    cause: row.cause && row.since ? { cause: row.cause, since: row.since.toISOString() } : null,
    request: row.request,
  }));
}

export async function readUnitNames(em: EntityManager, unitIds: readonly (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(unitIds.filter((id) => id !== null))];
  if (!ids.length) return new Map();
  const rows: { unit_id: string; name: string }[] = await em.query('select unit_id, name from gateway.unit where unit_id = any($1)', [ids]);
  return new Map(rows.map((row) => [row.unit_id, row.name]));
}
