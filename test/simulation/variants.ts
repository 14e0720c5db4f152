// Ways to build this wrong, each taken from what people do build. They are kept to show that the simulation finds them.
import { Buffer } from 'node:buffer';
import type { Type } from '@nestjs/common';
import { MemoryTransport, type Group, type LogRecord } from '#eventing';
import { OpaqueIds } from '#platform';
import { Intake } from '../../apps/intake/receiving/intake.service.ts';
import { Placing, type OnRequest, type Placed } from '../../apps/placement/placing.service.ts';
import type { placement } from '#domain';
import type { AnyEvent, Asker } from '#contracts';
import { ReadsPastLastId, WithoutFence, WithoutInbox } from '../../libs/eventing/broken-variants.ts';
import { Consumer, type ConsumerOptions } from '../../libs/eventing/consumer.ts';
import type { Failpoint } from '../../libs/eventing/failpoint.ts';
import { nameOf, type Outbox, type Subscriber } from '../../libs/eventing/log-transport.ts';
import { bookingConstraints, bookSeenFree } from '../unguarded-booking.ts';
import { virtualClock } from './chance.ts';
import type { MakeSubscriber } from './instance.ts';

export interface Variant {
  readonly name: string;
  /** `table constraint`: taken away, since they would refuse the fault before anybody could see it. */
  readonly without?: readonly string[];
  readonly subscriber?: MakeSubscriber;
  readonly transport?: (failpoint: Failpoint) => MemoryTransport;
  readonly replaced?: readonly { readonly token: Type; readonly by: Type }[];
}

/** Says AA as soon as the message is read. */
class AcknowledgesFirst extends Intake {
  override async frame(bytes: Buffer, sender = 0) {
    void super.frame(bytes, sender).catch(() => {});
    return { messages: [Buffer.from('MSH|^~\\&\rMSA|AA|\r')], stranger: false, close: false };
  }
}

class BooksWhatItSawFree extends Placing {
  override async onRequest(
    asker: Asker,
    requestId: string,
    _revision: number,
    placeId: string | undefined,
    decide: (s: OnRequest) => placement.Decision,
  ): Promise<Placed> {
    return (await bookSeenFree(this, { asker, requestId, placeId, decide, now: virtualClock.now() })).placed;
  }
}

/** Takes two messages for the same when their control id is. */
class KnowsByControlId extends OpaqueIds {
  override of(kind: 'visit' | 'message', text: string): string {
    return super.of(kind, kind === 'message' ? text.slice(0, text.lastIndexOf('\n')) : text);
  }
}

/** Only intake's relay is broken. */
class PastLastIdOfIntake extends ReadsPastLastId {
  override drain(outbox: Outbox, limit: number): Promise<number> {
    return outbox.role === 'intake' ? super.drain(outbox, limit) : MemoryTransport.prototype.drain.call(this, outbox, limit);
  }
}

/** Stores where it would go on, and then does the work: once, but perhaps not at all. */
class OffsetFirst extends Consumer {
  constructor(
    group: Group,
    private readonly parts: ConsumerOptions,
  ) {
    super(group, parts);
  }
  override async handle(records: readonly LogRecord[]): Promise<void> {
    for (const at of new Set(records.map(nameOf))) await this.handleOne(records.filter((record) => nameOf(record) === at));
  }
  private async handleOne(records: readonly LogRecord[]): Promise<void> {
    const { name, role } = this.group;
    const { topic, partition } = records[0]!;
    const after = records[records.length - 1]!.offset + 1;
    const { dataSource, failpoint, handle } = this.parts;
    await dataSource.query(`update ${role}.consumer_offset set off = greatest(off, $4) where grp = $1 and topic = $2 and part = $3`, [
      name,
      topic,
      partition,
      after,
    ]);
    await failpoint?.('consumer.offset-moved');
    await dataSource.transaction(async (manager) => {
      const rows: { event_id: string }[] = await manager.query(
        `insert into ${role}.inbox (grp, event_id, topic, part, off) select $1, x, $2, $3, 0 from unnest($4::uuid[]) as x on conflict do nothing returning event_id`,
        [name, topic, partition, records.map(({ event }) => event.id)],
      );
      const fresh = records.filter(({ event }) => rows.some((row) => row.event_id === event.id));
      if (fresh.length === 0) return;
      await handle(
        fresh.map(({ event }) => event as AnyEvent),
        { manager, group: this.group, records: fresh, attempt: 1 },
      );
    });
  }
}

/** The parts kept beside the eventing contract write to flow's tables. */
const inFlow =
  (make: MakeSubscriber): MakeSubscriber =>
  (group, options): Subscriber =>
    group.role === 'flow' ? make(group, options) : new Consumer(group, options);

export const variants: readonly Variant[] = [
  { name: 'acknowledges-first', replaced: [{ token: Intake, by: AcknowledgesFirst }] },
  {
    name: 'books-what-it-saw-free',
    replaced: [{ token: Placing, by: BooksWhatItSawFree }],
    without: bookingConstraints,
  },
  { name: 'knows-by-control-id', replaced: [{ token: OpaqueIds, by: KnowsByControlId }] },
  { name: 'offset-before-result', subscriber: (group, options) => new OffsetFirst(group, options) },
  { name: 'no-inbox', subscriber: inFlow((group, options) => new WithoutInbox(group, options)) },
  { name: 'no-fence', subscriber: inFlow((group, options) => new WithoutFence(group, options)) },
  { name: 'reads-past-last-id', transport: (failpoint) => new PastLastIdOfIntake({ failpoint }) },
];
