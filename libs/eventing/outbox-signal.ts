// Tells the relay of the same process that an outbox has new rows, once their transaction is committed. Only saves waiting:
// a relay also looks by itself, so a lost signal costs milliseconds and never an event.
import { EventEmitter } from 'node:events';
import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { Role } from './group.ts';

const signals = new WeakMap<DataSource, EventEmitter>();
const waiting = new WeakMap<QueryRunner, Set<Role>>();

export function onOutbox(dataSource: DataSource, role: Role, listener: () => void): () => void {
  const signal = signalOf(dataSource);
  signal.on(role, listener);
  return () => signal.off(role, listener);
}

export function outboxWritten(em: EntityManager, role: Role) {
  const runner = em.queryRunner;
  if (!runner?.isTransactionActive) return signals.get(em.dataSource)?.emit(role);
  const roles = waiting.get(runner);
  if (roles) roles.add(role);
  else waiting.set(runner, new Set([role]));
}

function signalOf(dataSource: DataSource): EventEmitter {
  const known = signals.get(dataSource);
  if (known) return known;
  const signal = new EventEmitter().setMaxListeners(0);
  signals.set(dataSource, signal);
  const subscriber: EntitySubscriberInterface = {
    afterTransactionCommit({ queryRunner }) {
      const roles = waiting.get(queryRunner);
      if (!roles || queryRunner.isTransactionActive) return;
      waiting.delete(queryRunner);
      for (const role of roles) signal.emit(role);
    },
    afterTransactionRollback({ queryRunner }) {
      if (!queryRunner.isTransactionActive) waiting.delete(queryRunner);
    },
  };
  dataSource.subscribers.push(subscriber);
  return signal;
}
