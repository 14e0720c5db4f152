// One consumer group as a Nest transport: ordinary `@EventPattern(topic, group.transport)` handlers get batches of decoded events.
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { DataSource, EntityManager } from 'typeorm';
import type { Group } from './group.ts';
import type { LogTransport, OffsetAt } from './log-transport.ts';
import type { Observer } from './observer.ts';

export interface LogServerOptions {
  readonly dataSource: DataSource;
  readonly transport: LogTransport;
  readonly observer?: Observer;
}

export interface ReplayOptions {
  /** First offset to be read again, in every partition. */
  readonly from: number;
  /** Empties what the group has built, in the same transaction. */
  readonly reset?: (em: EntityManager) => Promise<void>;
}

export interface Retried {
  readonly replayed: number;
  /** Still parked behind the same key, with the error of the first of them. */
  readonly remaining: number;
  readonly error: string | null;
}

export class LogServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  override readonly propagatesEventHandlerErrors = true;

  constructor(
    readonly group: Group,
    protected readonly options: LogServerOptions,
  ) {
    super();
    this.transportId = group.transport;
  }

  listen(_callback: (error?: unknown) => void): void {
    throw new Error('under construction');
  }
  close(): Promise<void> {
    throw new Error('under construction');
  }
  /** Resolves when the group has handled everything that is in the log. For tests, instead of sleeping. */
  caughtUp(): Promise<void> {
    throw new Error('under construction');
  }
  lag(): Promise<{ total: number; partitions: OffsetAt[] }> {
    throw new Error('under construction');
  }
  replay(_options: ReplayOptions): Promise<void> {
    throw new Error('under construction');
  }
  retryDeadLetter(_eventId: string): Promise<Retried> {
    throw new Error('under construction');
  }
  on(): void {}
  unwrap<T>(): T {
    return this as unknown as T;
  }
}
