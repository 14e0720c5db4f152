// Many waiting messages, one transaction: while a batch is being committed the next ones gather, so the more senders wait the more each commit
// carries. Two lanes commit side by side, so that one waits for the disk while another works. What is sent on one lane is taken in order.

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

const GATHER_MS = 2;

export class GroupCommit<T, R> {
  private readonly lanes: Lane<T, R>[];

  /** `work` answers for each item, in order; when it throws, every item of the batch fails with that error. */
  constructor(work: (batch: readonly T[]) => Promise<readonly R[]>, options: { readonly lanes?: number; readonly limit?: number } = {}) {
    this.lanes = Array.from({ length: options.lanes ?? 2 }, () => new Lane(work, options.limit ?? 200));
  }

  /** The same `sender` always goes by the same lane. */
  submit(item: T, sender = 0): Promise<R> {
    return this.lanes[sender % this.lanes.length]!.submit(item);
  }

  /** Resolves when nothing is waiting or being worked on. */
  async idle(): Promise<void> {
    for (const lane of this.lanes) await lane.idle();
  }
}

class Lane<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private running: Promise<void> | null = null;
  /** How many the last batch carried. */
  private last = 0;
  private go: (() => void) | null = null;
  private readonly work: (batch: readonly T[]) => Promise<readonly R[]>;
  private readonly limit: number;

  constructor(work: (batch: readonly T[]) => Promise<readonly R[]>, limit: number) {
    this.work = work;
    this.limit = limit;
  }

  submit(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.waiting.length >= this.last) this.go?.();
      // Started in a microtask: frames that came in one read go into one batch.
      this.running ??= Promise.resolve().then(() => this.run());
    });
  }

  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.gather();
      const batch = this.waiting.splice(0, this.limit);
      try {
        const results = await this.work(batch.map((w) => w.item));
        batch.forEach((w, i) => w.resolve(results[i]!));
      } catch (error) {
        for (const w of batch) w.reject(error);
      }
      this.last = batch.length;
    }
    this.running = null;
  }

  /**
   * Senders that were answered together send again together, but the first of them starts the next batch alone and the others wait a whole
   * round. Holding it back for a moment while they come doubles what one commit carries; a lone sender is never held back.
   */
  private gather(): Promise<void> {
    if (this.waiting.length >= this.last) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.go?.(), GATHER_MS);
      this.go = () => {
        clearTimeout(timer);
        this.go = null;
        resolve();
      };
    });
  }
}
