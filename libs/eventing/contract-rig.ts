// A small world for the contract suite: intake writes, flow follows. Every event says its number within its key, so that afterwards
// anyone can count what was lost, doubled or disordered.
import { createHash } from 'node:crypto';
import type { EventOf } from '#contracts';
import { testDatabase, type TestDatabase } from '#testing';
import { Consumer, type ConsumerOptions, type Handle } from './consumer.ts';
import { EventStore } from './event-store.ts';
import type { FailpointName } from './failpoint.ts';
import { classify } from './faults.ts';
import { defineGroup, type Group } from './group.ts';
import type { LogRecord, LogTransport, OffsetAt, Subscriber, Subscription } from './log-transport.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { newEvent } from './new-event.ts';
import { PgSession } from './pg-session.ts';
import type { LogSource } from './subscription.ts';
import type { Wait } from './wait.ts';

export type MakeTransport = (parts: {
  dataSource: TestDatabase['dataSource'];
  session: PgSession;
  failpoint: (name: FailpointName) => Promise<void>;
}) => LogTransport;
export type MakeSubscriber = (group: Group, options: ConsumerOptions) => Subscriber;

export interface Findings {
  readonly written: number;
  readonly lost: string[];
  readonly doubled: string[];
  readonly disordered: string[];
}

export const nothingWrong = (written: number): Findings => ({ written, lost: [], doubled: [], disordered: [] });

export const seen = (name = 'flow.seen', batchSize = 7) => defineGroup({ name, role: 'flow', topics: ['intake'], batchSize });

export class Rig {
  readonly store = new EventStore('intake');
  readonly session: PgSession;
  transport: LogTransport;
  /** `key:n` of events that the handler refuses. */
  readonly poison = new Set<string>();
  /** What a test lets happen at a failpoint; each is taken once. */
  readonly at = new Map<FailpointName, () => Promise<void> | void>();
  /** Pauses that were asked for; none is slept. */
  readonly pauses: number[] = [];
  private readonly written = new Map<string, number>();
  private readonly subscriptions: Subscription[] = [];
  private readers = 0;

  private constructor(
    readonly db: TestDatabase,
    private readonly make: MakeTransport,
  ) {
    this.session = new PgSession(db.dataSource);
    this.transport = this.newTransport();
  }

  static async open(make: MakeTransport): Promise<Rig> {
    const db = await testDatabase([...busMigrations, ...eventingMigrations('intake'), ...eventingMigrations('flow')]);
    await db.dataSource.query('create table flow.seen (ord bigint generated always as identity, grp text, key text, n int)');
    const rig = new Rig(db, make);
    await rig.prepare();
    return rig;
  }

  get dataSource() {
    return this.db.dataSource;
  }

  /** Empties everything, for the next test. */
  async reset(): Promise<void> {
    await Promise.all(this.subscriptions.splice(0).map((s) => s.stop()));
    await this.transport.close();
    await this.dataSource.query(
      `truncate intake.stream, intake.event, intake.outbox, flow.inbox, flow.consumer_offset, flow.dead_letter, flow.seen, bus.log, bus.log_head`,
    );
    for (const each of [this.poison, this.at, this.written]) each.clear();
    this.pauses.length = 0;
    this.transport = this.newTransport();
    await this.prepare();
  }

  async close(): Promise<void> {
    await Promise.all(this.subscriptions.map((s) => s.stop()));
    await this.transport.close();
    await this.session.close();
    await this.db.drop();
  }

  readonly hit = async (name: FailpointName): Promise<void> => {
    const action = this.at.get(name);
    this.at.delete(name);
    await action?.();
  };

  /** Appends the key's next event, as one of several writers may: reads, decides, and tries again when another was first. */
  async write(key: string, between: () => Promise<void> = async () => {}): Promise<void> {
    for (;;) {
      try {
        await this.dataSource.transaction(async (em) => {
          const [head]: { version: number }[] = await em.query('select version from intake.stream where stream = $1', [key]);
          const n = (head?.version ?? 0) + 1;
          await this.store.append(em, key, n - 1, [numbered(key, n)]);
          await between();
        });
        this.written.set(key, (this.written.get(key) ?? 0) + 1);
        return;
      } catch (error) {
        if (classify(error) !== 'passing') throw error;
      }
    }
  }

  async writeAll(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.write(key);
  }

  /** Until the outbox is empty; a failed drain is tried again, as the relay does. */
  async drain(limit = 5): Promise<void> {
    for (;;) {
      try {
        if ((await this.transport.drain({ role: 'intake', dataSource: this.dataSource }, limit)) === 0) return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }

  consumer(group: Group, make: MakeSubscriber = (g, o) => new Consumer(g, o)): Subscriber {
    const { transport } = this;
    return make(group, {
      dataSource: this.dataSource,
      handle: this.record,
      failpoint: this.hit,
      wait: this.pause,
      bury: (of, parked) => transport.bury?.(of, parked) ?? Promise.resolve(),
    });
  }

  async follow(group: Group, make?: MakeSubscriber): Promise<Subscription> {
    const subscription = await this.transport.subscribe(this.consumer(group, make));
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** Everything that lies in one partition of intake's topic. */
  async records(partition: number): Promise<readonly LogRecord[]> {
    const source = this.transport as LogTransport & Partial<LogSource>;
    return source.read ? source.read({ topic: 'intake', partition }, 0, 1000) : this.readAll(partition);
  }

  /** As a reader of its own, from the start to the end as it is now. */
  private async readAll(partition: number): Promise<readonly LogRecord[]> {
    const group = seen(`flow.reader-${++this.readers}`);
    const found: LogRecord[] = [];
    const at = new Map<number, OffsetAt>();
    const subscription = await this.transport.subscribe({
      group,
      claim: async (positions) => positions.map((position) => ({ ...position, offset: 0 })),
      handle: async (records) => {
        found.push(...records);
        for (const record of records) at.set(record.partition, { ...record, offset: record.offset + 1 });
      },
      offsets: async () => [...at.values()],
      knows: async () => true,
      moveTo: async () => {},
    });
    await subscription.caughtUp();
    await subscription.stop();
    return found.filter((record) => record.partition === partition).sort((a, b) => a.offset - b.offset);
  }

  /** As after a restart of the server: every other connection to this database ends. */
  async throwEverybodyOut(): Promise<void> {
    await this.dataSource.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  }

  /** Resolves when the work is over, or waits for a lock that somebody else holds. */
  async doneOrBlocked(work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const end = () => over.abort();
    work.then(end, end);
    while (!over.signal.aborted) {
      const [{ blocked }] = await this.dataSource.query(
        `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as blocked`,
      );
      if (blocked) return;
    }
  }

  async findings(group: Group): Promise<Findings> {
    const rows: { key: string; n: number }[] = await this.dataSource.query('select key, n from flow.seen where grp = $1 order by ord', [
      group.name,
    ]);
    const byKey = groupByKey(rows);
    const findings = { ...nothingWrong([...this.written.values()].reduce((a, b) => a + b, 0)) };
    for (const [key, count] of this.written) {
      const numbers = (byKey.get(key) ?? []).map((row) => row.n);
      for (let n = 1; n <= count; n++) {
        const times = numbers.filter((m) => m === n).length;
        if (times === 0) findings.lost.push(`${key}:${n}`);
        if (times > 1) findings.doubled.push(`${key}:${n}`);
      }
      const first = numbers.filter((n, i) => numbers.indexOf(n) === i);
      first.forEach((n, i) => i > 0 && n < first[i - 1]! && findings.disordered.push(`${key}:${n}`));
    }
    return findings;
  }

  /** Of what the group has built, in the order it was built per key. */
  async stateHash(group: Group): Promise<string> {
    const rows: { key: string; n: number }[] = await this.dataSource.query(
      'select key, n from flow.seen where grp = $1 order by key, ord',
      [group.name],
    );
    return createHash('sha256')
      .update(rows.map((row) => `${row.key}:${row.n}`).join())
      .digest('hex');
  }

  readonly record: Handle = async (events, { manager, group }) => {
    const rows = (events as EventOf<'ExpectedDischargeSet'>[]).map((event) => ({
      key: event.key,
      n: Number(event.data.visitId!.slice(2)),
    }));
    for (const { key, n } of rows) if (this.poison.has(`${key}:${n}`)) throw new Error(`no bed fits ${key}`);
    await manager.query(
      'insert into flow.seen (grp, key, n) select $1, key, n from unnest($2::text[], $3::int[]) with ordinality as r(key, n, i) order by i',
      [group.name, rows.map((row) => row.key), rows.map((row) => row.n)],
    );
  };

  readonly pause: Wait = async (ms, signal) => {
    this.pauses.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };

  private prepare(): Promise<void> {
    const groups = ['flow.seen', 'flow.one', 'flow.two'].map((name) => seen(name));
    return this.transport.prepare?.(['intake'], groups) ?? Promise.resolve();
  }

  private newTransport() {
    return this.make({ dataSource: this.dataSource, session: this.session, failpoint: this.hit });
  }
}

/** Thrown at a failpoint: the process is gone, and with it everything that was not committed. */
export class Crash extends Error {}

export const numbered = (key: string, n: number) =>
  newEvent('ExpectedDischargeSet', {
    key,
    occurredAt: '2026-11-20T08:00:00.000Z',
    recordedAt: '2026-11-20T08:00:01.000Z',
    causedBy: null,
    actor: 'source:halmstad',
    data: { patientId: key, visitId: `v:${n}`, sourceId: 'halmstad', expectedAt: '2026-11-22T12:00:00.000Z', assured: false },
  });

/** Lets a test hold somebody at a point and let them go. */
export function gate() {
  let arrive = () => {};
  let release = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const open = new Promise<void>((resolve) => (release = resolve));
  return { arrived, release: () => release(), pass: () => (arrive(), open) };
}

function groupByKey<T extends { key: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}
