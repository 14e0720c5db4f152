// The log as a table of the same database. The relay's move is one statement: rows leave the outbox and get the next offsets of their
// partitions together, or not at all. The lock on `log_head` is held until commit, so readers never see a gap fill up behind them.
// It waits for the disk, since whoever has once seen a record at an offset may hold it for longer than a database that loses its power: were the offset then
// given to another event, that one would be taken for handled. What was moved is answered with it, so that the groups of this process need not ask again.
import { EventEmitter } from 'node:events';
import type { Topic } from '#contracts';
import type { DataSource } from 'typeorm';
import type { Failpoint } from './failpoint.ts';
import type { Role } from './group.ts';
import { LogTail, type Passing } from './log-tail.ts';
import type { LogRecord, LogTransport, OffsetAt, Outbox, Position, Subscriber, Subscription } from './log-transport.ts';
import type { Observer } from './observer.ts';
import type { Lease, PgSession } from './pg-session.ts';
import { prepared, preparedPerRole } from './prepared.ts';
import { PulledSubscription, type LogSource } from './subscription.ts';
import { ThreadChannel } from './thread-channel.ts';

const CHANNEL = 'sluss_log';
const POLL_MS = 1000;
/** So many events are passed on as they are moved. More at once means that the groups are behind, and read in large batches. */
const PASSED_ON = 200;

const move = preparedPerRole(
  (role: Role) => `
with durable as (select set_config('synchronous_commit', 'local', true) where current_setting('synchronous_commit') = 'off'),
picked as materialized (select id from ${role}.outbox order by id limit $1 for update),
d as (delete from ${role}.outbox where id in (select id from picked) returning id, part, stream, version, trace),
n as (select *, row_number() over (partition by part order by id) - 1 as nth from d),
h as (
  insert into bus.log_head as h (topic, part, next_off) select '${role}', part, count(*) from n group by part order by part
  on conflict (topic, part) do update set next_off = h.next_off + excluded.next_off
  returning part, next_off
), c as (select part, count(*) as moved from n group by part),
w as (
  insert into bus.log (topic, part, off, event, trace)
  select '${role}', part, h.next_off - c.moved + n.nth, e.event, n.trace
  from n join h using (part) join c using (part) join ${role}.event e using (stream, version) order by n.id
  returning part, off, event, trace
)
select part, off::float8 as off, case when count(*) over () <= ${PASSED_ON} then event::text end as text, trace, (select count(*) from durable),
  case when row_number() over (order by part, off) = 1
    then pg_notify('${CHANNEL}', (select json_agg(json_build_array('${role}', part, next_off))::text from h)) end
from w order by part, off`,
);

const readLog = prepared('select off, event, trace from bus.log where topic = $1 and part = $2 and off >= $3 order by off limit $4');
const readHeads = prepared('select topic, part, next_off from bus.log_head where topic = any ($1::text[])');

export interface PostgresTransportOptions {
  readonly dataSource: DataSource;
  readonly session: PgSession;
  readonly observer?: Observer;
  readonly failpoint?: Failpoint;
}

export class PostgresTransport implements LogTransport, LogSource {
  private readonly published = new EventEmitter().setMaxListeners(0);
  private readonly subscriptions = new Set<Subscription>();
  private readonly tail = new LogTail();
  private readonly threads: ThreadChannel<readonly Moved[]>;
  private silence: (() => void) | null = null;

  constructor(private readonly options: PostgresTransportOptions) {
    this.threads = new ThreadChannel(options.dataSource, 'log', (moved) => this.pass(moved));
  }

  async drain(outbox: Outbox, limit: number): Promise<number> {
    await this.options.failpoint?.('relay.read');
    const rows: { part: number; off: number; text: string | null; trace: string | null }[] = await outbox.dataSource.query(
      move(outbox.role),
      [limit],
    );
    await this.options.failpoint?.('relay.committed');
    if (rows.length === 0) return 0;
    const moved = rows.map(({ part, off, text, trace }) => ({ topic: outbox.role as Topic, partition: part, offset: off, text, trace }));
    this.pass(moved);
    this.threads.tell(moved);
    return rows.length;
  }

  /** In order of their offsets: the last one of a partition is its head. */
  private pass(moved: readonly Moved[]) {
    if (this.subscriptions.size > 0) this.tail.keep(moved.filter((record): record is Passing => record.text !== null));
    this.published.emit(
      'heads',
      moved.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset + 1 })),
    );
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    const { observer, session } = this.options;
    this.silence ??= session.listen(CHANNEL, (payload) => this.published.emit('heads', headsOf(payload)));
    const subscription = new PulledSubscription(this, subscriber, { pollMs: POLL_MS, observer });
    this.subscriptions.add(subscription);
    return subscription;
  }

  async read(position: Position, offset: number, limit: number): Promise<readonly LogRecord[]> {
    const passed = this.tail.from(position, offset, limit);
    if (passed.length > 0) return passed;
    const { topic, partition } = position;
    const rows: { off: string; event: LogRecord['event']; trace: string | null }[] = await this.options.dataSource.query(readLog, [
      topic,
      partition,
      offset,
      limit,
    ]);
    const records = rows.map((row) => ({ topic, partition, offset: Number(row.off), event: row.event, trace: row.trace }));
    this.tail.keep(records);
    return records;
  }

  async heads(topics: readonly Topic[]): Promise<OffsetAt[]> {
    const rows: { topic: Topic; part: number; next_off: string }[] = await this.options.dataSource.query(readHeads, [topics]);
    return rows.map((row) => ({ topic: row.topic, partition: row.part, offset: Number(row.next_off) }));
  }

  async oldestMs(at: readonly OffsetAt[]): Promise<number | null> {
    const [row]: { ms: number | null }[] = await this.options.dataSource.query(
      `select (extract(epoch from now() - min(at)) * 1000)::float8 as ms
       from unnest($1::text[], $2::smallint[], $3::bigint[]) as p(topic, part, off) join bus.log using (topic, part, off)`,
      [at.map((a) => a.topic), at.map((a) => a.partition), at.map((a) => a.offset)],
    );
    const ms = row?.ms ?? null;
    return ms === null ? null : Math.max(0, Math.round(ms));
  }

  onPublished(listener: (heads: readonly OffsetAt[]) => void): () => void {
    this.published.on('heads', listener);
    return () => this.published.off('heads', listener);
  }

  lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    return this.options.session.lead(name, signal);
  }

  async close(): Promise<void> {
    this.silence?.();
    this.threads.close();
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
  }
}

/** What is left of an event that was moved among very many is where it is. */
type Moved = Omit<Passing, 'text'> & { readonly text: string | null };

const headsOf = (payload: string): OffsetAt[] =>
  (JSON.parse(payload) as [Topic, number, number][]).map(([topic, partition, offset]) => ({ topic, partition, offset }));
