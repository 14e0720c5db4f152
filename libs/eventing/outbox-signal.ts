// Tells the relay of the same process that an outbox has new rows, once their transaction is committed; when it is in another thread, it is told
// there. Only saves waiting: a relay also looks by itself, so a lost signal costs milliseconds and never an event.
import { EventEmitter } from 'node:events';
import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { Role } from './group.ts';
import { ThreadChannel } from './thread-channel.ts';

interface Signal {
  readonly heard: EventEmitter;
  listeners: number;
  /** Open as long as somebody listens here. */
  threads: ThreadChannel<Role> | null;
}

const signals = new WeakMap<DataSource, Signal>();
const waiting = new WeakMap<QueryRunner, Set<Role>>();

export function onOutbox(dataSource: DataSource, role: Role, listener: () => void): () => void {
  const signal = signalOf(dataSource);
  signal.heard.on(role, listener);
  signal.listeners += 1;
  signal.threads ??= new ThreadChannel<Role>(dataSource, 'outbox', (told) => signal.heard.emit(told));
  return () => {
    signal.heard.off(role, listener);
    signal.listeners -= 1;
    if (signal.listeners > 0) return;
    signal.threads?.close();
    signal.threads = null;
  };
}

export function outboxWritten(em: EntityManager, role: Role): void {
  const runner = em.queryRunner;
  if (!runner?.isTransactionActive) return tell(signals.get(em.dataSource), role);
  const roles = waiting.get(runner);
  if (roles) roles.add(role);
  else waiting.set(runner, new Set([role]));
}

function tell(signal: Signal | undefined, role: Role): void {
  if (signal && !signal.heard.emit(role)) signal.threads?.tell(role);
}

function signalOf(dataSource: DataSource): Signal {
  const known = signals.get(dataSource);
  if (known) return known;
  const signal: Signal = { heard: new EventEmitter().setMaxListeners(0), listeners: 0, threads: null };
  signals.set(dataSource, signal);
  const subscriber: EntitySubscriberInterface = {
    afterTransactionCommit({ queryRunner }) {
      const roles = waiting.get(queryRunner);
      if (!roles || queryRunner.isTransactionActive) return;
      waiting.delete(queryRunner);
      for (const role of roles) tell(signal, role);
    },
    afterTransactionRollback({ queryRunner }) {
      if (!queryRunner.isTransactionActive) waiting.delete(queryRunner);
    },
  };
  dataSource.subscribers.push(subscriber);
  return signal;
}
