// Draining an outbox into a log outside the database: read and lock, publish, delete, commit. A crash after publishing publishes again
// (the inbox of each group drops the second copy); nothing is lost.
import type { Topic } from '#contracts';
import type { Failpoint } from './failpoint.ts';
import type { Outbox, Position } from './log-transport.ts';

export interface Published extends Position {
  readonly text: string;
}

export async function drainThrough(
  outbox: Outbox,
  limit: number,
  publish: (batch: readonly Published[]) => Promise<void>,
  failpoint?: Failpoint,
): Promise<number> {
  const moved = await outbox.dataSource.transaction(async (em) => {
    const rows: { id: string; part: number; event: string }[] = await em.query(
      `select o.id, o.part, e.event::text as event from ${outbox.role}.outbox o join ${outbox.role}.event e using (stream, version)
       order by o.id limit $1 for update of o`,
      [limit],
    );
    if (rows.length === 0) return 0;
    await failpoint?.('relay.read');
    await publish(rows.map((row) => ({ topic: outbox.role as Topic, partition: row.part, text: row.event })));
    await failpoint?.('relay.published');
    await em.query(`delete from ${outbox.role}.outbox where id = any ($1::bigint[])`, [rows.map((row) => row.id)]);
    await failpoint?.('relay.deleted');
    return rows.length;
  });
  if (moved > 0) await failpoint?.('relay.committed');
  return moved;
}
