// Moves a role's outbox into the log. One leader per outbox; a second one waits and takes over when the first is gone.
import type { DataSource } from 'typeorm';
import type { Role } from './group.ts';
import type { LogTransport } from './log-transport.ts';
import type { Observer } from './observer.ts';

export interface RelayOptions {
  readonly dataSource: DataSource;
  readonly transport: LogTransport;
  readonly observer?: Observer;
}

export class Relay {
  constructor(
    readonly role: Role,
    protected readonly options: RelayOptions,
  ) {}
  start(): Promise<void> {
    throw new Error('under construction');
  }
  /** Resolves when the outbox is empty. */
  drained(): Promise<void> {
    throw new Error('under construction');
  }
  stop(): Promise<void> {
    throw new Error('under construction');
  }
}
