import type { Cause, JourneyChange } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { HistoryRow } from '../views/history.ts';

export interface CauseRevision {
  readonly waitId: string;
  readonly revision: number;
  readonly since: string;
  readonly cause: Cause;
}

/** Every cause a case's waits have had, as known at `asOf`, in order of wait and revision. */
export async function readCauses(em: EntityManager, journeyId: string, asOf: string | undefined): Promise<CauseRevision[]> {
  const rows: { wait_id: string; revision: number; since: Date; body: Cause }[] = await em.query(
    `select wait_id, revision, since, body from gateway.cause_rev
     where journey_id = $1 and ($2::timestamptz is null or recorded_at <= $2) order by wait_id, revision`,
    [journeyId, asOf ?? null],
  );
  return rows.map((r) => ({ waitId: r.wait_id, revision: r.revision, since: r.since.toISOString(), cause: r.body }));
}

/** Newest first; a page of a case shows at most the last 500. */
export async function readHistory(em: EntityManager, journeyId: string, asOf: string | undefined): Promise<HistoryRow[]> {
  const rows: { revision: number; occurred_at: Date; recorded_at: Date; trigger_type: string; actor: string; changes: JourneyChange[] }[] =
    await em.query(
      `select revision, occurred_at, recorded_at, trigger_type, actor, changes from gateway.journey_rev
     where journey_id = $1 and ($2::timestamptz is null or recorded_at <= $2) order by revision desc limit 500`,
      [journeyId, asOf ?? null],
    );
  return rows.map((r) => ({
    revision: r.revision,
    occurredAt: r.occurred_at.toISOString(),
    recordedAt: r.recorded_at.toISOString(),
    trigger: r.trigger_type,
    actor: r.actor,
    changes: r.changes,
  }));
}
