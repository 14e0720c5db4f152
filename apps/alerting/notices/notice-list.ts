// Notices for the operator: what went where, every try, and "send again" for what was given up.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, NoticeItem, NoticeList, NoticesQuery } from '#contracts';
import { CLOCK, ProblemError, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import type * as z from 'zod';

interface Row {
  readonly delivery_id: string;
  readonly alert_id: string;
  readonly rule: NoticeItem['rule'];
  readonly municipality: string | null;
  readonly channel: NoticeItem['channel'];
  readonly target: string;
  readonly severity: NoticeItem['severity'];
  readonly status: NoticeItem['status'];
  readonly attempts: number;
  readonly first_at: Date;
  readonly next_at: Date | null;
  readonly last_attempt_at: Date | null;
  readonly error: string | null;
  readonly record: NoticeItem['record'];
}

const columns = `d.delivery_id, d.alert_id, a.rule, a.municipality, d.channel, d.target, d.severity, d.status, d.attempts, d.first_at, d.next_at,
  d.last_attempt_at, d.error, d.record`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Injectable()
export class Notices {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list({ status, alertId, limit, cursor }: z.infer<typeof NoticesQuery>): Promise<NoticeList> {
    const after = cursor === undefined ? null : readCursor(cursor);
    const chosen = `($1 = 'all' or d.status = $1) and ($2::text is null or d.alert_id = $2)`;
    const rows: Row[] = await this.dataSource.query(
      `select ${columns} from alerting.delivery d left join alerting.alert a using (alert_id)
       where ${chosen} and ($3::timestamptz is null or (d.first_at, d.delivery_id) < ($3, $4::uuid))
       order by d.first_at desc, d.delivery_id desc limit $5`,
      [status, alertId ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
    );
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from alerting.delivery d where ${chosen}`, [
      status,
      alertId ?? null,
    ]);
    const items = rows.slice(0, limit).map(itemOf);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? `${Date.parse(last.at)}.${last.deliveryId}` : null, total };
  }

  /** The same notice with the same id, tried as if it were new; its record goes on. Throws not-found and not-in-this-state. */
  async sendAgain(asker: Asker, deliveryId: string): Promise<{ notice: NoticeItem }> {
    const now = this.clock.now().toISOString();
    if (!UUID.test(deliveryId)) throw new ProblemError('not-found');
    const entry = { at: now, what: 'sent-again', error: null, by: asker.login };
    const [, changed] = await this.dataSource.query(
      `update alerting.delivery set status = 'pending', attempts = 0, tries_from = $2, next_at = $2, error = null, record = record || $3::jsonb
       where delivery_id = $1 and status = 'given-up'`,
      [deliveryId, now, JSON.stringify([entry])],
    );
    const [row]: Row[] = await this.dataSource.query(
      `select ${columns} from alerting.delivery d left join alerting.alert a using (alert_id) where d.delivery_id = $1`,
      [deliveryId],
    );
    if (!row) throw new ProblemError('not-found');
    if (changed === 0)
      throw new ProblemError('not-in-this-state', 'Only a notice that was given up is sent again', { context: { status: row.status } });
    return { notice: itemOf(row) };
  }
}

const itemOf = (row: Row): NoticeItem => ({
  deliveryId: row.delivery_id,
  alertId: row.alert_id,
  rule: row.rule,
  municipality: row.municipality,
  channel: row.channel,
  target: row.target,
  severity: row.severity,
  status: row.status,
  attempts: row.attempts,
  at: row.first_at.toISOString(),
  nextAttemptAt: row.status === 'pending' || row.status === 'failed' ? (row.next_at?.toISOString() ?? null) : null,
  lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
  error: row.error,
  record: row.record,
});

function readCursor(cursor: string): { at: Date; id: string } {
  const [, at, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (!at || !UUID.test(id!)) throw new ProblemError('bad-cursor');
  return { at: new Date(Number(at)), id: id! };
}
