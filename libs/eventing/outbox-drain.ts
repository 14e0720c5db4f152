// Draining an outbox into a log outside the database: take the rows out, publish, commit. A crash after publishing, or of the database soon after the
// commit, publishes again (the inbox of each group drops the second copy); nothing is lost.
import type { Topic } from '#contracts';
import type { Failpoint } from './failpoint.ts';
import type { Role } from './group.ts';
import type { Outbox, Position } from './log-transport.ts';
import { preparedPerRole } from './prepared.ts';

export interface Published extends Position {
  readonly text: string;
  readonly trace?: string | null;
}

const take = preparedPerRole(
  (role: Role) => `
with relaxed as (select set_config('synchronous_commit', 'off', true)),
picked as materialized (select id from ${role}.outbox order by id limit $1 for update),
d as (delete from ${role}.outbox where id in (select id from picked) returning id, part, stream, version, trace)
select d.part, d.trace, e.event::text as event, (select count(*) from relaxed) from d join ${role}.event e using (stream, version) order by d.id`,
);

export async function drainThrough(
  outbox: Outbox,
  limit: number,
  publish: (batch: readonly Published[]) => Promise<void>,
  failpoint?: Failpoint,
): Promise<number> {
  const moved = await outbox.dataSource.transaction(async (em) => {
    const rows: { part: number; trace: string | null; event: string }[] = await em.query(take(outbox.role), [limit]);
    if (rows.length === 0) return 0;
    await failpoint?.('relay.read');
    await publish(rows.map((row) => ({ topic: outbox.role as Topic, partition: row.part, text: row.event, trace: row.trace })));
    await failpoint?.('relay.published');
    return rows.length;
  });
  if (moved > 0) await failpoint?.('relay.committed');
  return moved;
}

/**
 * What others read cannot be taken back. Groups commit without waiting for the disk, and in a power cut the database may lose what we are about to tell; done
 * again it may be told otherwise, under the same id. A commit that waits has all earlier ones wait with it.
 */
export const settledOnDisk = ({ dataSource, role }: Outbox): Promise<unknown> =>
  dataSource.query(
    `with waits as materialized (select set_config('synchronous_commit', 'local', true) where current_setting('synchronous_commit') = 'off')
     select pg_logical_emit_message(true, 'sluss', $1), (select count(*) from waits)`,
    [role],
  );
