// A consumer group: who reads which topics, and the symbol that ties `@EventPattern` handlers to the group's server.
import type { Topic } from '#contracts';

/** Roles that own a database schema with an event store and inbox of their own. */
export type Role = Topic | 'gateway';
export const roles: readonly Role[] = ['intake', 'flow', 'placement', 'alerting', 'gateway'];

export interface Group {
  readonly name: string;
  readonly role: Role;
  readonly topics: readonly Topic[];
  /** Second argument of `@EventPattern(topic, group.transport)`: several groups live in one Nest application. */
  readonly transport: symbol;
  /** Most events in one handler call and one transaction. */
  readonly batchSize: number;
  /** Transactions at the same time. With one, by one process at a time, whatever the log. */
  readonly concurrency: number;
  /** How often a fault that does not pass by itself is tried before the event is parked. */
  readonly attempts: number;
  /**
   * Off by default: what a group writes follows from the log, so losing the last commits in a power cut only means doing them again.
   * Set it where a handler does something that cannot be done again unseen.
   */
  readonly durable: boolean;
}

export type GroupOptions = Pick<Group, 'name' | 'role' | 'topics'> &
  Partial<Pick<Group, 'batchSize' | 'concurrency' | 'attempts' | 'durable'>>;

export function defineGroup(options: GroupOptions): Group {
  return {
    name: options.name,
    role: options.role,
    topics: options.topics,
    transport: Symbol.for(`sluss.group.${options.name}`),
    batchSize: options.batchSize ?? 200,
    concurrency: options.concurrency ?? 4,
    attempts: options.attempts ?? 3,
    durable: options.durable ?? false,
  };
}
