// What several partitions of a topic have ready at the same time goes through one transaction: with little to do each event is handled at once, and the more
// there is to do, the less each costs. A partition waits for its own records to be through before it brings more, so its order stays.
import type { LogRecord, Subscriber } from './log-transport.ts';

/** Consecutive records of one partition. */
interface Ready {
  readonly records: readonly LogRecord[];
  readonly signal: AbortSignal;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Batches {
  private readonly ready: Ready[] = [];
  private running = 0;
  private planned = false;

  constructor(private readonly subscriber: Pick<Subscriber, 'group' | 'handle'>) {}

  /** Resolves when they are committed or parked. Rejects with what kept these from it, or when `signal` is aborted. */
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ready.push({ records, signal, resolve, reject });
      this.soon();
    });
  }

  /** What comes with the same news is waited for. */
  private soon() {
    if (this.planned) return;
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      this.begin();
    });
  }

  /** One at a time gathers the most; several side by side as soon as there is enough to fill them. */
  private begin() {
    const { batchSize, concurrency } = this.subscriber.group;
    while (this.ready.length > 0 && this.running < concurrency && (this.running === 0 || countOf(this.ready) >= batchSize))
      void this.run(this.take(batchSize));
  }

  /**
   * The first that waits, and what goes with it. Of one topic only: each has a handler of its own, and a transaction that goes through two of them would
   * hold what the one has locked while it waits for the other's.
   */
  private take(most: number): readonly Ready[] {
    const [first, ...others] = this.ready.splice(0) as [Ready, ...Ready[]];
    const taken = [first];
    let count = first.records.length;
    for (const each of others) {
      const fits = topicOf(each) === topicOf(first) && (count += each.records.length) <= most;
      (fits ? taken : this.ready).push(each);
    }
    return taken;
  }

  private async run(batch: readonly Ready[]): Promise<void> {
    this.running += 1;
    try {
      await (batch.length === 1 || batch.some(({ signal }) => signal.aborted) ? this.singly(batch) : this.together(batch));
    } finally {
      this.running -= 1;
      this.begin();
    }
  }

  private async singly(batch: readonly Ready[]): Promise<void> {
    for (const each of batch) await this.alone(each);
  }

  private async alone({ records, signal, resolve, reject }: Ready): Promise<void> {
    if (signal.aborted) return reject(signal.reason);
    await this.subscriber.handle(records, signal).then(resolve, reject);
  }

  /** When one of them is no longer ours, the others are, and are handled without it. */
  private async together(batch: readonly Ready[]): Promise<void> {
    const over = new AbortController();
    const end = () => over.abort();
    for (const { signal } of batch) signal.addEventListener('abort', end, { once: true });
    try {
      await this.subscriber.handle(
        batch.flatMap(({ records }) => records),
        over.signal,
      );
      for (const { resolve } of batch) resolve();
    } catch {
      await this.singly(batch);
    } finally {
      for (const { signal } of batch) signal.removeEventListener('abort', end);
    }
  }
}

const topicOf = ({ records }: Ready) => records[0]!.topic;
const countOf = (ready: readonly Ready[]): number => ready.reduce((sum, { records }) => sum + records.length, 0);
