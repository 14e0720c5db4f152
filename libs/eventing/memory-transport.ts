// The log in memory: for tests, and as the model of a transport outside the database (outbox rows are read, published, then deleted).
import { EventEmitter } from 'node:events';
import { topicNames, type SlussEvent, type Topic } from '#contracts';
import type { Failpoint } from './failpoint.ts';
import {
  PARTITIONS,
  type LogRecord,
  type LogTransport,
  type OffsetAt,
  type Outbox,
  type Position,
  type Subscriber,
  type Subscription,
} from './log-transport.ts';
import type { Observer } from './observer.ts';
import { drainThrough, type Published } from './outbox-drain.ts';
import type { Lease } from './pg-session.ts';
import { PulledSubscription, type LogSource } from './subscription.ts';

export interface MemoryTransportOptions {
  readonly observer?: Observer;
  readonly failpoint?: Failpoint;
}

type Kept = Pick<LogRecord, 'event' | 'trace'>;

export class MemoryTransport implements LogTransport, LogSource {
  private readonly log = new Map<string, Kept[]>();
  private readonly published = new EventEmitter().setMaxListeners(0);
  private readonly leaders = new Map<string, Promise<void>>();
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly options: MemoryTransportOptions = {}) {}

  drain(outbox: Outbox, limit: number): Promise<number> {
    return drainThrough(outbox, limit, async (batch) => this.publish(batch), this.options.failpoint);
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    const subscription = new PulledSubscription(this, subscriber, {
      pollMs: null,
      observer: this.options.observer,
    });
    this.subscriptions.add(subscription);
    return subscription;
  }

  async read(position: Position, offset: number, limit: number): Promise<LogRecord[]> {
    const { topic, partition } = position;
    return this.rows(position)
      .slice(offset, offset + limit)
      .map(({ event, trace }, i) => ({ topic, partition, offset: offset + i, event, trace }));
  }

  async heads(topics: readonly Topic[]): Promise<OffsetAt[]> {
    const all = topicNames.flatMap((topic) => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })));
    return all.filter(({ topic }) => topics.includes(topic)).map((at) => ({ ...at, offset: this.rows(at).length }));
  }

  /** Not kept: nothing is old in a test. */
  async oldestMs(): Promise<number | null> {
    return null;
  }

  onPublished(listener: (heads: readonly OffsetAt[]) => void): () => void {
    this.published.on('heads', listener);
    return () => this.published.off('heads', listener);
  }

  /** First come, first served within the process. */
  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (this.leaders.has(name) && !signal.aborted) await Promise.race([this.leaders.get(name), aborted(signal)]);
    if (signal.aborted) return null;
    const control = new AbortController();
    let done = () => {};
    this.leaders.set(name, new Promise<void>((resolve) => (done = resolve)));
    return {
      lost: control.signal,
      release: async () => {
        if (control.signal.aborted) return;
        control.abort();
        this.leaders.delete(name);
        done();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
  }

  protected publish(batch: readonly Published[]) {
    for (const item of batch) this.rows(item).push({ event: JSON.parse(item.text) as SlussEvent, trace: item.trace });
    this.published.emit(
      'heads',
      batch.map((item) => ({ topic: item.topic, partition: item.partition, offset: this.rows(item).length })),
    );
  }

  private rows({ topic, partition }: Position): Kept[] {
    const name = `${topic}/${partition}`;
    const known = this.log.get(name);
    if (known) return known;
    const rows: Kept[] = [];
    this.log.set(name, rows);
    return rows;
  }
}

const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
