// The list of messages for operators, newest first, and the raw ones to be tried again.
import type * as z from 'zod';
import type { MessageItem, MessagesQuery } from '#contracts';
import { ProblemError } from '#platform';
import { Buffer } from 'node:buffer';
import type { DataSource } from 'typeorm';

type Item = z.infer<typeof MessageItem>;
type Query = z.infer<typeof MessagesQuery>;

const condition: Record<string, string> = { duplicate: 'duplicates > 0' };

export async function listMessages(dataSource: DataSource, query: Query): Promise<{ items: Item[]; next: string | null; total: number }> {
  const params: unknown[] = [];
  const where: string[] = [];
  const equals = (column: string, value: string | undefined) => {
    if (value === undefined) return;
    params.push(value);
    where.push(`${column} = $${params.length}`);
  };
  if (query.status !== undefined && condition[query.status]) where.push(condition[query.status]!);
  else equals('status', query.status);
  equals('source', query.source);
  equals('control_id', query.controlId);
  const [{ total }] = await dataSource.query(`select count(*)::int as total from intake.message ${clause(where)}`, params);
  const before = positionOf(query.cursor);
  const page = before === null ? where : [...where, `seq < ${before}`];
  const rows = await dataSource.query(
    `select id, seq, received_at, source, control_id, event, status, reason, reason_code, warnings, answer, duplicates, retries
     from intake.message ${clause(page)} order by seq desc limit ${query.limit + 1}`,
    params,
  );
  const items = rows.slice(0, query.limit).map(toItem);
  return { items, next: rows.length > query.limit ? cursorAt(rows[query.limit - 1].seq as string) : null, total };
}

const clause = (where: readonly string[]) => (where.length ? `where ${where.join(' and ')}` : '');

const cursorAt = (seq: string) => Buffer.from(`m${seq}`).toString('base64url');

function positionOf(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const seq = /^m(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (seq === undefined || cursorAt(seq) !== cursor) throw new ProblemError('bad-cursor');
  return seq;
}

const toItem = (row: Record<string, unknown>): Item => ({
  id: row.id as string,
  receivedAt: (row.received_at as Date).toISOString(),
  source: row.source as string,
  controlId: row.control_id as string | null,
  event: row.event as string | null,
  status: row.status as Item['status'],
  reason: row.reason as string | null,
  reasonCode: row.reason_code as string | null,
  warnings: row.warnings as string[],
  answer: row.answer as Item['answer'],
  duplicates: row.duplicates as number,
  retries: row.retries as number,
});
