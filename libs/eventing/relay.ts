// Moves a role's outbox into the log. One leader per outbox; a second one waits and takes over when the first is gone.
import { EventEmitter, once } from 'node:events';
import type { DataSource } from 'typeorm';
import { backOff, reasonOf } from './faults.ts';
import type { Role } from './group.ts';
import type { LogTransport } from './log-transport.ts';
import type { Observer } from './observer.ts';
import { onOutbox } from './outbox-signal.ts';
import type { Lease, PgSession } from './pg-session.ts';
import { abandoned, wait } from './wait.ts';

export interface RelayOptions {
  readonly dataSource: DataSource;
  readonly transport: LogTransport;
  readonly session: PgSession;
  readonly observer?: Observer;
  readonly pollMs?: number;
}

const BATCH = 1000;
/** Where processes tell each other of rows they wrote: once for all that came meanwhile, not in each writer's transaction, where it would put all in line. */
const CHANNEL = 'sluss_outbox';
/** Looks by itself this often: for rows of somebody who ended before telling, or whom nobody told to tell. */
const POLL_MS = 1000;
/** How often to look whether a relay that is not here has emptied the outbox. */
const ELSEWHERE_MS = 20;
/** A broker that changes its leader takes seconds: worth waiting for, not worth telling. */
const FAILING_MS = 10_000;
/** A broker that hangs keeps the client trying for minutes before it says a word. */
const SILENT_MS = 30_000;

export class Relay {
  private readonly stopping = new AbortController();
  private readonly signal = new EventEmitter().setMaxListeners(0);
  private readonly pollMs: number;
  private nudged = false;
  private leading = false;
  private running: Promise<void> | null = null;
  /** Since when the log has not taken what it is asked to take, and what it says to that, if anything. */
  private waiting: { readonly since: number; readonly reason: string | null } | null = null;

  constructor(
    readonly role: Role,
    private readonly options: RelayOptions,
  ) {
    this.pollMs = options.pollMs ?? POLL_MS;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** What has kept events from leaving for a while; null when nothing does. */
  get trouble(): string | null {
    if (this.waiting === null) return null;
    const { since, reason } = this.waiting;
    const ms = performance.now() - since;
    if (reason !== null) return ms > FAILING_MS ? reason : null;
    return ms > SILENT_MS ? `no answer from the log for ${Math.round(ms / 1000)} s` : null;
  }

  nudge(): void {
    this.nudged = true;
    this.signal.emit('news');
  }

  /** Resolves when the outbox is empty. */
  async drained(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const moved = this.leading && once(this.signal, 'moved');
      const [{ left }] = await this.options.dataSource.query(`select exists (select from ${this.role}.outbox) as left`);
      if (!left) return;
      this.nudge();
      // Not left waiting: who asks again and again would leave one behind each time.
      const over = new AbortController();
      const later = wait(moved ? this.pollMs : ELSEWHERE_MS, AbortSignal.any([this.stopping.signal, over.signal]));
      await Promise.race(moved ? [moved, later] : [later]).catch(abandoned);
      over.abort();
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.signal.emit('moved');
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { dataSource, session } = this.options;
    const quiet = onOutbox(dataSource, this.role, () => (this.leading ? this.nudge() : session.notify(CHANNEL, this.role)));
    try {
      while (!signal.aborted) {
        const lease = await session.lead(`relay:${this.role}`, signal);
        if (!lease) return;
        this.leading = true;
        const deaf = session.listen(CHANNEL, (role) => role === this.role && this.nudge());
        try {
          await this.lead(lease);
        } finally {
          this.leading = false;
          // It is somebody else's now.
          this.waiting = null;
          deaf();
          await lease.release();
        }
      }
    } finally {
      quiet();
    }
  }

  private async lead(lease: Lease): Promise<void> {
    const { dataSource, transport, observer } = this.options;
    const signal = AbortSignal.any([this.stopping.signal, lease.lost]);
    for (let failures = 0; !signal.aborted;) {
      this.nudged = false;
      try {
        this.waiting ??= { since: performance.now(), reason: null };
        const moved = await transport.drain({ role: this.role, dataSource }, BATCH);
        failures = 0;
        this.waiting = null;
        if (moved > 0) observer?.relayed?.(this.role, moved);
        this.signal.emit('moved');
        if (moved === BATCH || this.nudged) continue;
        await this.news(signal);
      } catch (error) {
        failures += 1;
        this.waiting = { since: this.waiting?.since ?? performance.now(), reason: reasonOf(error) };
        observer?.failed?.(`relay ${this.role}`, error as Error);
        await wait(backOff(failures), signal).catch(abandoned);
      }
    }
  }

  /** Ends with the next nudge, the poll interval or the signal, whatever comes first. */
  private async news(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([once(this.signal, 'news', { signal: either }), wait(this.pollMs, either)]).catch(abandoned);
    over.abort();
  }
}
