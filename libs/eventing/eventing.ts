// Everything of eventing that one process runs: a transport, a relay per role it hosts, a server per group it serves. What an operator asks
// about (lag, parked events, replay) is asked here. Made after the DataSource is initialised, closed after the Nest application.
import type { INestApplication } from '@nestjs/common';
import { topicNames } from '#contracts';
import type { DataSource } from 'typeorm';
import { connectGroups } from './connect-groups.ts';
import { deadLetters, type DeadLetter, type Retried } from './dead-letters.ts';
import type { Failpoint } from './failpoint.ts';
import type { Group, Role } from './group.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { KafkaTransport } from './kafka-transport.ts';
import { LogServer, type Trouble } from './log-server.ts';
import type { LogTransport } from './log-transport.ts';
import { MemoryTransport } from './memory-transport.ts';
import type { Observer } from './observer.ts';
import type { ReplayOptions } from './offsets.ts';
import { PgSession } from './pg-session.ts';
import { PostgresTransport } from './postgres-transport.ts';
import { Relay } from './relay.ts';

export interface EventingOptions {
  readonly dataSource: DataSource;
  /** Roles whose outbox this process may relay. */
  readonly roles: readonly Role[];
  /** Those of them whose outbox another thread of this process relays. */
  readonly relayedElsewhere?: readonly Role[];
  readonly bus?: 'postgres' | 'memory' | { readonly kafka: KafkaSettings };
  /** A consumer has given up for good: the process should end, so that another takes its place. */
  readonly fatal?: (error: Error) => void;
  readonly observer?: Observer;
  readonly failpoint?: Failpoint;
}

export interface GroupLag {
  readonly group: string;
  readonly topic: string;
  readonly lag: number;
  /** How long the first unread event has been in the log; null when there is none. */
  readonly oldestMs: number | null;
}

function transportOf({ bus, dataSource, observer, fatal, failpoint }: EventingOptions, session: PgSession): LogTransport {
  if (bus === 'memory') return new MemoryTransport({ observer, failpoint });
  if (typeof bus === 'object') return new KafkaTransport({ ...bus.kafka, observer, fatal, failpoint });
  return new PostgresTransport({ dataSource, session, observer, failpoint });
}

export class Eventing {
  readonly transport: LogTransport;
  private readonly session: PgSession;
  private readonly relays: readonly Relay[];
  private readonly servers = new Map<string, LogServer>();

  constructor(private readonly options: EventingOptions) {
    const { dataSource, observer } = options;
    this.session = new PgSession(dataSource);
    this.transport = transportOf(options, this.session);
    this.relays = options.roles.map((role) => new Relay(role, { dataSource, transport: this.transport, session: this.session, observer }));
  }

  /** Before anything else: what the log is kept in is made or verified. Throws an Error that a person can act on. */
  async prepare(groups: readonly Group[]): Promise<void> {
    await this.transport.prepare?.(this.options.roles, groups);
  }

  /** After `NestFactory.create`, before `startAllMicroservices`, which starts the handlers. */
  serve(app: INestApplication, groups: readonly Group[]): void {
    const { dataSource, observer, failpoint } = this.options;
    const servers = groups.map((group) => new LogServer(group, { dataSource, transport: this.transport, observer, failpoint }));
    for (const server of servers) this.servers.set(server.group.name, server);
    connectGroups(app, servers);
  }

  /** Starts the relays. */
  start(): void {
    for (const relay of this.relays) if (!this.options.relayedElsewhere?.includes(relay.role)) relay.start();
  }

  /** Resolves when all outboxes are empty and all groups have handled the whole log, what they themselves wrote included; those held apart. */
  async settled(): Promise<void> {
    for (;;) {
      await Promise.all(this.relays.map((relay) => relay.drained()));
      // Order matters: all that is in `before` is handled, then nothing waits in an outbox, then nothing new is in the log.
      const before = await this.heads();
      await Promise.all([...this.servers.values()].map((server) => server.caughtUp()));
      const waiting = await this.outbox();
      if (waiting === 0 && before === (await this.heads())) return;
    }
  }

  /** These groups read nothing until the answer is called: much that is told step by step is then read in few large batches. */
  async hold(groups: readonly Group[]): Promise<() => void> {
    const letGo = await Promise.all(groups.map(({ name }) => this.servers.get(name)?.hold()));
    return () => letGo.forEach((go) => go?.());
  }

  /** Events that are stored but not yet in the log. */
  async outbox(): Promise<number> {
    if (this.relays.length === 0) return 0;
    const counts = this.relays.map(({ role }) => `select count(*)::int as n from ${role}.outbox`).join(' union all ');
    const rows: { n: number }[] = await this.options.dataSource.query(counts);
    return rows.reduce((sum, { n }) => sum + n, 0);
  }

  async lags(): Promise<GroupLag[]> {
    const all = await Promise.all([...this.servers.values()].map((server) => this.lagsOf(server)));
    return all.flat();
  }

  async deadLetters(): Promise<DeadLetter[]> {
    const hosting = new Set([...this.servers.values()].map(({ group }) => group.role));
    const lists = await Promise.all([...hosting].map((role) => deadLetters(this.options.dataSource.manager, role)));
    return lists.flat().sort((a, b) => b.parkedAt.getTime() - a.parkedAt.getTime());
  }

  /** Null for a group that this process does not serve. */
  async retryDeadLetter(group: string, eventId: string): Promise<Retried | null> {
    return (await this.servers.get(group)?.retryDeadLetter(eventId)) ?? null;
  }

  async replay(group: string, options: ReplayOptions): Promise<void> {
    const server = this.servers.get(group);
    if (!server) throw new Error(`no group ${group} in this process`);
    await server.replay(options);
  }

  /** Groups that have been failing, with a fault that should pass, for longer than `ms`. */
  stuck(ms = 10_000): { group: string; trouble: Trouble }[] {
    return [...this.servers.values()].flatMap(({ group, trouble }) =>
      trouble && trouble.forMs() > ms ? [{ group: group.name, trouble }] : [],
    );
  }

  /** Groups that are cut off from their log, and relays that cannot publish, in words. */
  cutOff(): string[] {
    const groups = [...this.servers.values()].flatMap(({ group, cutOff }) => (cutOff ? [`${group.name}: ${cutOff}`] : []));
    return [...groups, ...this.relays.flatMap(({ role, trouble }) => (trouble ? [`relay of ${role}: ${trouble}`] : []))];
  }

  async close(): Promise<void> {
    await Promise.all([...[...this.servers.values()].map((server) => server.close()), ...this.relays.map((relay) => relay.stop())]);
    await this.transport.close();
    await this.session.close();
  }

  private async lagsOf(server: LogServer): Promise<GroupLag[]> {
    const { partitions } = await server.lag();
    return Promise.all(
      server.group.topics.map(async (topic) => {
        const behind = partitions.filter((p) => p.topic === topic && p.lag > 0);
        const lag = behind.reduce((sum, p) => sum + p.lag, 0);
        return { group: server.group.name, topic, lag, oldestMs: lag > 0 ? await this.transport.oldestMs(behind) : null };
      }),
    );
  }

  private async heads(): Promise<string> {
    const heads = await this.transport.heads(topicNames);
    return heads
      .map((head) => `${head.topic}/${head.partition}/${head.offset}`)
      .sort()
      .join();
  }
}
