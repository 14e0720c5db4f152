// One process of one role, as far as the product knows: its module with everything Nest makes of it, its own connections, and its membership in the
// consumer groups. It has no loops and no timers; whoever holds it says what it does next. Killed, it loses its memory and its open transactions.
import { EventPattern } from '@nestjs/microservices';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Type } from '@nestjs/common';
import type { AnyEvent } from '#contracts';
import { ConsumerContext, Eventing, PARTITIONS, type Group, type LogRecord, type Position } from '#eventing';
import { halland, PlatformModule, type Config, type RoleParts } from '#platform';
import { DataSource } from 'typeorm';
import { MailNotifier } from '../../apps/alerting/notices/mail.notifier.ts';
import { WebhookNotifier } from '../../apps/alerting/notices/webhook.notifier.ts';
import { Consumer, Fenced, type ConsumerOptions, type Handle } from '../../libs/eventing/consumer.ts';
import type { FailpointName } from '../../libs/eventing/failpoint.ts';
import type { Subscriber } from '../../libs/eventing/log-transport.ts';
import { virtualClock } from './chance.ts';
import type { SimulatedPostgres } from './postgres.ts';
import type { PostOffice } from './post-office.ts';

export type MakeSubscriber = (group: Group, options: ConsumerOptions) => Subscriber;

export interface InstanceParts {
  readonly postgres: SimulatedPostgres;
  readonly config: Config;
  readonly post: PostOffice;
  /** A named moment between two steps: somebody may die here. */
  readonly reached: (instance: Instance, point: FailpointName) => void;
  /** Where a broken variant puts its own part in. */
  readonly subscriber?: MakeSubscriber | undefined;
  readonly replaced?: readonly { readonly token: Type; readonly by: Type }[] | undefined;
}

/** Nest keeps what `@EventPattern` says under these names. */
const PATTERN = 'microservices:pattern';
const TRANSPORT = 'microservices:transport';

export class Instance {
  readonly stopped = new AbortController();
  private readonly members = new Map<string, Member>();

  private constructor(
    readonly name: string,
    readonly role: RoleParts,
    readonly dataSource: DataSource,
    private readonly module: TestingModule,
    parts: InstanceParts,
  ) {
    for (const group of role.groups) this.members.set(group.name, new Member(group, this, this.handlersOf(group), parts));
  }

  static async start(name: string, role: RoleParts, parts: InstanceParts): Promise<Instance> {
    const dataSource = parts.postgres.connection(name);
    await dataSource.initialize();
    const eventing = new Eventing({ dataSource, roles: [], bus: 'memory' });
    const shared = { config: parts.config, clock: virtualClock, region: halland, dataSource, eventing };
    const making = Test.createTestingModule({ imports: [PlatformModule.with(shared), role.module] })
      .overrideProvider(MailNotifier)
      .useValue(parts.post.mail)
      .overrideProvider(WebhookNotifier)
      .useValue(parts.post.webhook);
    for (const { token, by } of parts.replaced ?? []) making.overrideProvider(token).useClass(by);
    return new Instance(name, role, dataSource, await making.compile(), parts);
  }

  get alive(): boolean {
    return !this.stopped.signal.aborted;
  }

  get<T>(token: Type<T> | symbol): T {
    return this.module.get(token, { strict: false });
  }

  member(group: string): Member {
    return this.members.get(group)!;
  }

  die(): void {
    this.stopped.abort(new Error(`${this.name} is gone`));
  }

  /** The methods that Nest would call for the group's topics. */
  private handlersOf(group: Group): Map<string, (events: readonly AnyEvent[], context: ConsumerContext) => Promise<void>> {
    const handlers = new Map<string, (events: readonly AnyEvent[], context: ConsumerContext) => Promise<void>>();
    const controllers = (Reflect.getMetadata('controllers', this.role.module) ?? []) as Type[];
    for (const type of controllers) {
      for (const name of Object.getOwnPropertyNames(type.prototype)) {
        const method = (type.prototype as Record<string, unknown>)[name] as object;
        if (typeof method !== 'function' || Reflect.getMetadata(TRANSPORT, method) !== group.transport) continue;
        const controller = this.get(type) as Record<string, (events: readonly AnyEvent[], context: ConsumerContext) => Promise<void>>;
        for (const topic of Reflect.getMetadata(PATTERN, method) as string[])
          handlers.set(topic, (events, context) => controller[name]!(events, context));
      }
    }
    const missing = group.topics.filter((topic) => !handlers.has(topic));
    if (missing.length > 0) throw new Error(`group ${group.name} has no ${EventPattern.name} for ${missing.join(', ')}`);
    return handlers;
  }
}

export const positionsOf = (group: Group): Position[] =>
  group.topics.flatMap((topic) => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })));

const key = ({ topic, partition }: Position) => `${topic}/${partition}`;

/** One instance's part in a group: what it believes to own, and where it would go on. */
export class Member {
  private readonly subscriber: Subscriber;
  private next: Map<string, number> | null = null;

  constructor(
    readonly group: Group,
    readonly instance: Instance,
    handlers: ReadonlyMap<string, (events: readonly AnyEvent[], context: ConsumerContext) => Promise<void>>,
    parts: InstanceParts,
  ) {
    const handle: Handle = async (events, consumption) => {
      await handlers.get(consumption.records[0]!.topic)!(events, new ConsumerContext([consumption]));
      // Told in the same transaction: this is how the checker knows which effects were committed.
      await consumption.manager.query(`insert into sim.told (what, name, body) select 'handled', $1, id from unnest($2::text[]) as e(id)`, [
        group.name,
        events.map((event) => event.id),
      ]);
    };
    const make = parts.subscriber ?? ((g: Group, o: ConsumerOptions) => new Consumer(g, o));
    const failpoint = async (point: FailpointName) => parts.reached(instance, point);
    this.subscriber = make(group, { dataSource: instance.dataSource, handle, failpoint, wait: this.pause });
  }

  get claimed(): boolean {
    return this.next !== null;
  }

  async claim(): Promise<void> {
    const claimed = await this.subscriber.claim(positionsOf(this.group));
    this.next = new Map(claimed.map((at) => [key(at), at.offset]));
  }

  /** Where it would go on reading. */
  offset(position: Position): number {
    return this.next?.get(key(position)) ?? 0;
  }

  /** Answers false when somebody else has taken over: it must claim again before it may go on. */
  async handle(records: readonly LogRecord[]): Promise<boolean> {
    try {
      await this.subscriber.handle(records, this.instance.stopped.signal);
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      this.next = null;
      return false;
    }
    for (const record of records) this.next?.set(key(record), record.offset + 1);
    return true;
  }

  private readonly pause = async (_ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
  };
}
