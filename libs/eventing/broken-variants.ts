// Five ways to build this wrong, each taken from what people do build. They are kept to show that the contract's scenarios can fail.
import type { SlussEvent } from '#contracts';
import { Consumer, type ConsumerOptions } from './consumer.ts';
import type { Group } from './group.ts';
import { nameOf, type LogRecord, type OffsetAt, type Outbox, type Position } from './log-transport.ts';
import { MemoryTransport } from './memory-transport.ts';
import type { Published } from './outbox-drain.ts';
import type { Failpoint } from './failpoint.ts';

/** Remembers the last id it has seen and never looks back. */
export class ReadsPastLastId extends MemoryTransport {
  private last = 0;
  override async drain(outbox: Outbox, limit: number): Promise<number> {
    const rows: { id: string; part: number; event: SlussEvent }[] = await outbox.dataSource.query(
      'select o.id, o.part, e.event from intake.outbox o join intake.event e using (stream, version) where o.id > $1 order by o.id limit $2',
      [this.last, limit],
    );
    this.publish(rows.map(published));
    this.last = Math.max(this.last, ...rows.map((row) => Number(row.id)));
    return rows.length;
  }
}

/** Lets a second relay step over the rows that the first one holds. */
export class SkipsLockedRows extends MemoryTransport {
  constructor(private readonly flaw: { failpoint: Failpoint }) {
    super();
  }
  override drain(outbox: Outbox, limit: number): Promise<number> {
    return outbox.dataSource.transaction(async (em) => {
      const rows: { id: string; part: number; event: SlussEvent }[] = await em.query(
        `select o.id, o.part, e.event from intake.outbox o join intake.event e using (stream, version) order by o.id limit $1
         for update of o skip locked`,
        [limit],
      );
      await this.flaw.failpoint('relay.read');
      this.publish(rows.map(published));
      await em.query('delete from intake.outbox where id = any ($1::bigint[])', [rows.map((row) => row.id)]);
      return rows.length;
    });
  }
}

const published = (row: { part: number; event: SlussEvent }): Published => ({
  topic: 'intake',
  partition: row.part,
  text: JSON.stringify(row.event),
});

/** Stores the offset, then does the work. */
export class OffsetBeforeResult extends Consumer {
  constructor(
    group: Group,
    private readonly parts: ConsumerOptions,
  ) {
    super(group, parts);
  }
  override async handle(records: readonly LogRecord[]): Promise<void> {
    await moveOffset(this.group, this.parts, records);
    await this.parts.failpoint?.('consumer.handled');
    await this.parts.dataSource.transaction((manager) =>
      this.parts.handle(eventsOf(records), { manager, group: this.group, records, attempt: 1 }),
    );
  }
}

/** Believes that what comes from the log comes once. */
export class WithoutInbox extends Consumer {
  constructor(
    group: Group,
    private readonly parts: ConsumerOptions,
  ) {
    super(group, parts);
  }
  override async handle(records: readonly LogRecord[]): Promise<void> {
    await this.parts.dataSource.transaction((manager) =>
      this.parts.handle(eventsOf(records), { manager, group: this.group, records, attempt: 1 }),
    );
    await moveOffset(this.group, this.parts, records);
  }
}

/** Takes nothing over from anybody, and asks nobody whether it is still the one. */
export class WithoutFence extends Consumer {
  constructor(
    group: Group,
    private readonly parts: ConsumerOptions,
  ) {
    super(group, parts);
  }
  override async claim(partitions: readonly Position[]): Promise<readonly OffsetAt[]> {
    return partitions.map((p) => ({ ...p, offset: 0 }));
  }
  override async handle(records: readonly LogRecord[]): Promise<void> {
    await this.parts.failpoint?.('consumer.begin');
    await this.parts.dataSource.transaction((manager) =>
      this.parts.handle(eventsOf(records), { manager, group: this.group, records, attempt: 1 }),
    );
  }
}

const eventsOf = (records: readonly LogRecord[]) => records.map((record) => record.event) as never[];

async function moveOffset(group: Group, { dataSource }: ConsumerOptions, records: readonly LogRecord[]) {
  for (const { topic, partition, offset } of new Map(records.map((record) => [nameOf(record), record])).values())
    await dataSource.query('update flow.consumer_offset set off = $4 where grp = $1 and topic = $2 and part = $3', [
      group.name,
      topic,
      partition,
      offset + 1,
    ]);
}
