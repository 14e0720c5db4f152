// Reads a log that is pulled (memory, postgres) for one group: wins the lease, claims the partitions, and follows each of them in order. A lost lease, a
// fence or a rewind ends the term; the next one starts from the stored offsets.
import { EventEmitter, once, setMaxListeners } from 'node:events';
import { topicNames } from '#contracts';
import { Fenced } from './consumer.ts';
import { backOff } from './faults.ts';
import { Batches } from './batches.ts';
import { nameOf, PARTITIONS, type LogRecord, type OffsetAt, type Position, type Subscriber, type Subscription } from './log-transport.ts';
import type { Observer } from './observer.ts';
import type { Lease } from './pg-session.ts';
import { abandoned, wait } from './wait.ts';

export interface LogSource {
  read(position: Position, offset: number, limit: number): Promise<readonly LogRecord[]>;
  heads(topics: readonly Position['topic'][]): Promise<readonly OffsetAt[]>;
  /** Calls back with heads that have moved. Answers how to stop. */
  onPublished(listener: (heads: readonly OffsetAt[]) => void): () => void;
  lead(name: string, signal: AbortSignal): Promise<Lease | null>;
}

export interface Pace {
  /** How often to look for news that no signal told of. Null for a log whose signals cannot be lost. */
  readonly pollMs: number | null;
  readonly observer?: Observer;
}

interface Partition extends Position {
  next: number;
  head: number;
  readonly wake: EventEmitter;
}

export class PulledSubscription implements Subscription {
  private readonly stopping = new AbortController();
  private readonly progress = new EventEmitter().setMaxListeners(0);
  private partitions: Map<string, Partition> | null = null;
  private term: AbortController | null = null;
  private readonly running: Promise<void>;
  private held = false;
  private readonly batches: Batches;

  constructor(
    private readonly source: LogSource,
    private readonly subscriber: Subscriber,
    private readonly pace: Pace,
  ) {
    this.batches = new Batches(subscriber);
    this.running = this.run();
  }

  async caughtUp(): Promise<void> {
    for (let heads = await this.headsNow(); !this.hasReached(heads); heads = await this.headsNow()) {
      this.news(heads);
      while (!this.hasReached(heads)) await once(this.progress, 'moved');
    }
  }

  hold(): () => void {
    this.held = true;
    return () => {
      this.held = false;
      for (const { wake } of this.partitions?.values() ?? []) wake.emit('news');
    };
  }

  rewind(): void {
    this.partitions = null;
    this.term?.abort();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.term?.abort();
    await this.running;
    this.progress.emit('moved');
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const lease = await this.source.lead(`group:${this.subscriber.group.name}`, signal);
      if (!lease) return;
      try {
        while (!signal.aborted && !lease.lost.aborted) {
          await this.serve(lease);
          failures = 0;
        }
      } catch (error) {
        failures += 1;
        this.pace.observer?.failed?.(`group ${this.subscriber.group.name}`, error as Error);
      } finally {
        this.partitions = null;
        await lease.release();
      }
      if (failures > 0) await wait(backOff(failures), signal).catch(abandoned);
    }
  }

  /** One term: from claiming the partitions to losing, rewinding or stopping. Ends when all partitions have finished their batch. */
  private async serve(lease: Lease): Promise<void> {
    const term = new AbortController();
    setMaxListeners(0, term.signal);
    const end = () => term.abort();
    lease.lost.addEventListener('abort', end, { once: true });
    this.term = term;
    const quiet = this.source.onPublished((heads) => this.news(heads));
    try {
      const claimed = await this.subscriber.claim(partitionsOf(this.subscriber.group.topics));
      if (term.signal.aborted) return;
      this.partitions = new Map(claimed.map((at) => [nameOf(at), { ...at, next: at.offset, head: 0, wake: new EventEmitter() }]));
      this.news(await this.headsNow());
      this.progress.emit('moved');
      const polling = this.poll(term.signal);
      const loops = [...this.partitions.values()].map((partition) => this.follow(partition, term).finally(end));
      const ended = await Promise.allSettled([...loops, polling]);
      const fault = ended.find((e) => e.status === 'rejected' && !(e.reason instanceof Fenced));
      if (fault?.status === 'rejected') throw fault.reason;
    } finally {
      quiet();
      lease.lost.removeEventListener('abort', end);
    }
  }

  private async follow(partition: Partition, term: AbortController): Promise<void> {
    const { signal } = term;
    while (!signal.aborted && !this.stopping.signal.aborted) {
      if (this.held || partition.next >= partition.head) {
        await once(partition.wake, 'news', { signal }).catch(abandoned);
        continue;
      }
      try {
        const records = await this.source.read(partition, partition.next, this.subscriber.group.batchSize);
        if (records.length === 0) partition.head = partition.next;
        else {
          await this.batches.handle(records, signal);
          partition.next = records[records.length - 1]!.offset + 1;
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      } finally {
        this.progress.emit('moved');
      }
    }
  }

  private headsNow(): Promise<readonly OffsetAt[]> {
    return this.source.heads(this.subscriber.group.topics);
  }

  private hasReached(heads: readonly OffsetAt[]): boolean {
    if (this.stopping.signal.aborted || this.held) return true;
    const { partitions } = this;
    return partitions !== null && heads.every((head) => (partitions.get(nameOf(head))?.next ?? 0) >= head.offset);
  }

  private news(heads: readonly OffsetAt[]) {
    for (const head of heads) {
      const partition = this.partitions?.get(nameOf(head));
      if (!partition || head.offset <= partition.head) continue;
      partition.head = head.offset;
      partition.wake.emit('news');
    }
  }

  private async poll(signal: AbortSignal): Promise<void> {
    const { pollMs } = this.pace;
    if (pollMs === null) return;
    while (!signal.aborted) {
      await wait(pollMs, signal).catch(abandoned);
      if (!signal.aborted) this.news(await this.headsNow());
    }
  }
}

export const partitionsOf = (topics: readonly Position['topic'][]): Position[] =>
  topicNames
    .filter((topic) => topics.includes(topic))
    .flatMap((topic) => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })));
