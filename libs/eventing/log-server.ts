// One consumer group as a Nest transport: ordinary `@EventPattern(topic, group.transport)` handlers get batches of decoded events.
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DataSource } from 'typeorm';
import { Consumer, type Handle } from './consumer.ts';
import { ConsumerContext } from './consumer-context.ts';
import { retryDeadLetter, type Retried } from './dead-letters.ts';
import type { Failpoint } from './failpoint.ts';
import { reasonOf } from './faults.ts';
import type { Group } from './group.ts';
import { lagOf, rewindGroup, type Lag, type ReplayOptions } from './offsets.ts';
import type { LogTransport, Subscription } from './log-transport.ts';
import { observers, type Observer } from './observer.ts';
import { wait, type Wait } from './wait.ts';

export interface LogServerOptions {
  readonly dataSource: DataSource;
  readonly transport: LogTransport;
  readonly observer?: Observer;
  readonly wait?: Wait;
  readonly failpoint?: Failpoint;
}

/** A fault that should pass and has not yet. */
export interface Trouble {
  readonly reason: string;
  readonly attempts: number;
  forMs(): number;
}

/** A handler that hangs must not keep the process from ending: its transaction is rolled back with its connection. */
const CLOSE_WITHIN_MS = 5000;

export class LogServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  override readonly propagatesEventHandlerErrors = true;
  private subscription: Promise<Subscription> | null = null;
  private subscribed: Subscription | null = null;
  private current: Trouble | null = null;

  constructor(
    readonly group: Group,
    private readonly options: LogServerOptions,
  ) {
    super();
    this.transportId = group.transport;
  }

  /** Refuses to start with a topic that nobody handles: its events would be marked as done unseen. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    const missing = this.group.topics.filter((topic) => !this.getHandlerByPattern(topic));
    if (missing.length > 0) return callback(new Error(`group ${this.group.name} has no handler for ${missing.join(', ')}`));
    const { transport, observer } = this.options;
    const consumer = new Consumer(this.group, {
      ...this.options,
      handle: this.handle,
      observer: this.watching(observer),
      bury: (group, parked) => transport.bury?.(group, parked) ?? Promise.resolve(),
    });
    this.subscription = transport.subscribe(consumer);
    try {
      this.subscribed = await this.subscription;
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    const stopped = (await this.subscription)?.stop();
    await Promise.race([stopped, wait(CLOSE_WITHIN_MS)]);
  }

  /** What keeps the group from going on, if anything. */
  get trouble(): Trouble | null {
    return this.current;
  }

  /** Why the group is not served at all, if it is not: cut off from its log. */
  get cutOff(): string | null {
    return this.subscribed?.trouble?.() ?? null;
  }

  /** Resolves when the group has handled everything that is in the log. For tests, instead of sleeping. */
  async caughtUp(): Promise<void> {
    await (await this.subscription)?.caughtUp();
  }

  /** Reads nothing until the answer is called, and then in as large batches as there may be. */
  async hold(): Promise<() => void> {
    return (await this.subscription)?.hold?.() ?? (() => undefined);
  }

  lag(): Promise<Lag> {
    return lagOf(this.options.dataSource, this.options.transport, this.group);
  }

  /** Reads the log again from an offset: the inbox forgets what comes after it, and parked events from there are met again. */
  async replay(options: ReplayOptions): Promise<void> {
    await rewindGroup(this.options.dataSource, this.group, options);
    (await this.subscription)?.rewind();
  }

  /** Tries a parked event again, and those behind it in their order, until one fails. */
  retryDeadLetter(eventId: string): Promise<Retried> {
    const { dataSource, transport } = this.options;
    return retryDeadLetter(dataSource, this.group, eventId, this.handle, (record) => transport.reread?.(record) ?? record);
  }

  on(): void {}

  unwrap<T>(): T {
    return this as unknown as T;
  }

  private watching(observer: Observer = {}): Observer {
    return observers(observer, {
      handled: () => {
        this.current = null;
      },
      retried: (_group, error, _kind, attempts) => {
        this.current = { reason: reasonOf(error), attempts, forMs: this.current?.forMs ?? stopwatch() };
      },
    });
  }

  private readonly handle: Handle = async (events, consumption) => {
    const handler = this.getHandlerByPattern(consumption.records[0]!.topic)!;
    const result: unknown = await handler(events, new ConsumerContext([consumption]));
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  };
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
