// A group's side of the log: takes a batch through one transaction (offsets, inbox, results, parked events) and decides what to do when
// that fails. Knows nothing of Nest or of where the log lives.
import type { AnyEvent, Topic } from '#contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Consumption } from './consumer-context.ts';
import type { Failpoint } from './failpoint.ts';
import { backOff, classify, reasonOf } from './faults.ts';
import type { Group, Role } from './group.ts';
import { nameOf, type Buried, type LogRecord, type OffsetAt, type Position, type Subscriber } from './log-transport.ts';
import type { Observer } from './observer.ts';
import { preparedPerRole } from './prepared.ts';
import { carryTraces, keptInTrace } from './trace.ts';
import { laneOf, open, triage, type Opened, type Parked } from './triage.ts';
import { wait, type Wait } from './wait.ts';

/** Somebody else has taken over a partition: what this owner does there no longer counts. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export type Handle = (events: readonly AnyEvent[], consumption: Consumption) => Promise<void>;

export interface ConsumerOptions {
  readonly dataSource: DataSource;
  readonly handle: Handle;
  readonly observer?: Observer;
  readonly wait?: Wait;
  readonly failpoint?: Failpoint;
  /** Told of what is parked before it is committed. */
  readonly bury?: (group: Group, parked: readonly Buried[]) => Promise<void>;
}

// The offsets' rows are updated first: their locks keep a fenced owner, a replay and a retry of dead letters out until commit. They must say what we left
// there: a database that comes back from a power cut without its last commits has to be given what they held once more.
const advance = preparedPerRole(
  (role: Role) => `
with relaxed as (select set_config('synchronous_commit', 'off', true) where not $2::boolean),
moved as (
  update ${role}.consumer_offset c set off = p.next
  from unnest($4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[]) as p(part, epoch, was, next)
  where c.grp = $1 and c.topic = $3 and c.part = p.part and c.epoch = p.epoch and c.off = p.was
  returning c.part, c.parked
), fresh as (
  insert into ${role}.inbox (grp, event_id, topic, part, off)
  select $1, x.id, $3, x.part, x.off from unnest($8::uuid[], $9::smallint[], $10::bigint[]) as x(id, part, off)
  where (select count(*) from moved) = cardinality($4)
  on conflict do nothing returning event_id
)
select array(select event_id from fresh) as fresh, (select count(*) from moved)::int as moved, array(select part from moved where parked > 0) as parked,
  (select count(*) from relaxed)`,
);

export class Consumer implements Subscriber {
  private readonly epochs = new Map<string, string>();
  /** Where the stored offsets are, as far as we know. */
  private readonly stored = new Map<string, number>();
  private readonly wait: Wait;
  private readonly fp: Failpoint;

  constructor(
    readonly group: Group,
    private readonly options: ConsumerOptions,
  ) {
    this.wait = options.wait ?? wait;
    this.fp = options.failpoint ?? (async () => {});
  }

  async claim(partitions: readonly Position[]): Promise<readonly OffsetAt[]> {
    const { role, name } = this.group;
    const rows: { topic: Position['topic']; part: number; off: string; epoch: string }[] = await this.options.dataSource.query(
      `insert into ${role}.consumer_offset as c (grp, topic, part, off, epoch)
       select $1, topic, part, 0, 1 from unnest($2::text[], $3::smallint[]) as p(topic, part) order by topic, part
       on conflict (grp, topic, part) do update set epoch = c.epoch + 1
       returning topic, part, off, epoch`,
      [name, partitions.map((p) => p.topic), partitions.map((p) => p.partition)],
    );
    const claimed = rows.map((row) => ({ topic: row.topic, partition: row.part, offset: Number(row.off), epoch: row.epoch }));
    for (const at of claimed) {
      this.epochs.set(nameOf(at), at.epoch);
      this.stored.set(nameOf(at), at.offset);
    }
    return claimed;
  }

  async offsets(): Promise<readonly OffsetAt[]> {
    const rows: { topic: Position['topic']; part: number; off: string }[] = await this.options.dataSource.query(
      `select topic, part, off from ${this.group.role}.consumer_offset where grp = $1`,
      [this.group.name],
    );
    return rows.map((row) => ({ topic: row.topic, partition: row.part, offset: Number(row.off) }));
  }

  async knows(eventId: string): Promise<boolean> {
    const rows: unknown[] = await this.options.dataSource.query(`select from ${this.group.role}.inbox where grp = $1 and event_id = $2`, [
      this.group.name,
      eventId,
    ]);
    return rows.length > 0;
  }

  async moveTo(at: OffsetAt): Promise<void> {
    const { topic, partition, offset } = at;
    await this.options.dataSource.query(
      `update ${this.group.role}.consumer_offset set off = $5 where grp = $1 and topic = $2 and part = $3 and epoch = $4`,
      [this.group.name, topic, partition, this.epochs.get(nameOf(at)), offset],
    );
    this.stored.set(nameOf(at), offset);
  }

  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void> {
    return this.settle(records.map(open), signal);
  }

  /** Tries until the batch is committed. A fault that lasts splits it into single events, and parks the one that cannot be handled. */
  private async settle(batch: readonly Opened[], signal: AbortSignal): Promise<void> {
    let forced: string | null = null;
    for (let attempt = 1, passing = 0, lasting = 0; ; attempt++) {
      try {
        return await this.once(batch, attempt, forced);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Fenced) throw error;
        const kind = classify(error);
        this.options.observer?.retried?.(this.group, error as Error, kind, attempt);
        if (kind === 'passing') passing += 1;
        else if (forced !== null) throw error;
        else if (++lasting >= this.group.attempts) {
          if (batch.length > 1) return this.settleSingly(batch, signal);
          forced = reasonOf(error);
          continue;
        }
        await this.wait(backOff(kind === 'passing' ? passing : lasting), signal);
      }
    }
  }

  private async settleSingly(batch: readonly Opened[], signal: AbortSignal): Promise<void> {
    for (const opened of batch) {
      signal.throwIfAborted();
      await this.settle([opened], signal);
    }
  }

  private async once(batch: readonly Opened[], attempt: number, forced: string | null): Promise<void> {
    const started = performance.now();
    let parked: readonly Parked[] = [];
    let handled = 0;
    await this.fp('consumer.begin');
    await this.options.dataSource.transaction(async (em) => {
      const { fresh, blocked } = await this.advance(em, batch);
      await this.fp('consumer.offset-moved');
      const { handle, park } = triage(batch, fresh, blocked, forced);
      if (handle.length > 0) {
        const consumption = { manager: em, group: this.group, records: handle.map((o) => o.record), attempt };
        carryTraces(em, consumption.records);
        await this.options.handle(
          handle.map((o) => o.event!),
          consumption,
        );
      }
      await this.fp('consumer.handled');
      if (park.length > 0) {
        await this.park(em, park, forced === null ? 0 : attempt - 1);
        const failed = park.filter(({ behind }) => !behind).map(({ opened, reason }) => ({ record: opened.record, reason }));
        if (failed.length > 0) await this.options.bury?.(this.group, failed);
      }
      await this.fp('consumer.before-commit');
      parked = park;
      handled = handle.length;
    });
    for (const [name, { offset }] of lastOfEach(batch)) this.stored.set(name, offset + 1);
    await this.fp('consumer.committed');
    const { observer } = this.options;
    observer?.handled?.(this.group, handled, (performance.now() - started) / 1000);
    for (const { opened, reason } of parked) observer?.parked?.(this.group, opened.id, reason);
  }

  private async advance(em: EntityManager, batch: readonly Opened[]): Promise<{ fresh: Set<string>; blocked: Set<string> }> {
    const { role, name, durable } = this.group;
    const { topic } = batch[0]!.record;
    // In one order for everybody, so that two owners of some of them do not wait for each other.
    const last = [...lastOfEach(batch)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const [row]: { moved: number; parked: number[]; fresh: string[] }[] = await em.query(advance(role), [
      name,
      durable,
      topic,
      last.map(([, { partition }]) => partition),
      last.map(([at]) => this.epochs.get(at)),
      last.map(([at]) => this.stored.get(at)),
      last.map(([, { offset }]) => offset + 1),
      batch.map((o) => o.id),
      batch.map((o) => o.record.partition),
      batch.map((o) => o.record.offset),
    ]);
    if (row!.moved < last.length) throw new Fenced(`${name} ${last.map(([at]) => at).join(', ')}: not all are where they were left`);
    return { fresh: new Set(row!.fresh), blocked: await this.blocked(em, topic, row!.parked) };
  }

  /** Lanes of these partitions with something parked. */
  private async blocked(em: EntityManager, topic: Topic, partitions: readonly number[]): Promise<Set<string>> {
    if (partitions.length === 0) return new Set();
    const { role, name } = this.group;
    const rows: { partition: number; key: string }[] = await em.query(
      `select distinct part as partition, key from ${role}.dead_letter where grp = $1 and topic = $2 and part = any ($3) and resolved_at is null`,
      [name, topic, partitions],
    );
    return new Set(rows.map(({ partition, key }) => laneOf({ topic, partition }, key)));
  }

  private async park(em: EntityManager, park: readonly Parked[], tries: number): Promise<void> {
    const { role, name } = this.group;
    await em.query(
      `with p as (
         insert into ${role}.dead_letter (grp, event_id, topic, part, off, key, type, event, reason, behind, attempts)
         select $1, x.* from json_to_recordset($2::json)
           as x(event_id uuid, topic text, part smallint, off bigint, key text, type text, event json, reason text, behind boolean, attempts int)
         on conflict do nothing returning part
       ), counted as (
         update ${role}.consumer_offset c set parked = c.parked + n.parked
         from (select part, count(*) as parked from p group by part) n
         where c.grp = $1 and c.topic = $3 and c.part = n.part
       ) select 1`,
      [name, JSON.stringify(park.map((p) => rowOf(p, tries))), park[0]!.opened.record.topic],
    );
  }
}

/** What each partition's part of a batch ends with. */
const lastOfEach = (batch: readonly Opened[]): Map<string, LogRecord> => new Map(batch.map(({ record }) => [nameOf(record), record]));

const rowOf = ({ opened: { id, key, type, record }, reason, behind }: Parked, tries: number) => ({
  event_id: id,
  topic: record.topic,
  part: record.partition,
  off: record.offset,
  key,
  type,
  event: keptInTrace(record),
  reason,
  behind,
  attempts: behind ? 0 : tries,
});
