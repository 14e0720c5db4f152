// The log as Apache Kafka topics, one per role. The only file that knows kafkajs: when another client takes its place, this is what changes.
// Kafka carries; what counts as read is still the group's own offset, stored with its results. Kafka's committed offsets are for onlookers.
import {
  AssignerProtocol,
  Kafka,
  logLevel,
  PartitionAssigners,
  Partitioners,
  type Admin,
  type Consumer,
  type PartitionAssigner,
  type Producer,
  type SASLOptions,
} from 'kafkajs';
// @ts-expect-error its types tell only of what it wants others to use
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import type { SlussEvent, Topic } from '#contracts';
import type { Failpoint } from './failpoint.ts';
import type { Group, Role } from './group.ts';
import type { GroupMember, Joined, Taken } from './kafka-member.ts';
import { KafkaSubscription } from './kafka-subscription.ts';
import { explained, lacking, passingCode, settlingDown } from './kafka-faults.ts';
import { pemsOf, type KafkaSettings } from './kafka-settings.ts';
import { Answered } from './kafka-answered.ts';
import { insideOf, lackedOn, needsOf } from './kafka-rights.ts';
import { makeTopics } from './kafka-topics.ts';
import { deadLetterTopicName, topicName, writeRecord } from './kafka-record.ts';
import { keptOf, keptRecord, readKept } from './kafka-kept.ts';
import type { Buried, LogRecord, LogTransport, OffsetAt, Outbox, Subscriber, Subscription } from './log-transport.ts';
import type { Observer } from './observer.ts';
import { drainThrough, settledOnDisk, type Published } from './outbox-drain.ts';

// kafkajs 2.2.4 looks at the queue of every connection a thousand times a second for as long as it lives, whether or not anything waits there (its
// issue 1751). What waits says so itself: then, and only then, it needs to be looked at again.
const { prototype: queue } = RequestQueue as { prototype: { pending: unknown[]; scheduleCheckPendingRequests(): void } };
const lookAgain = queue.scheduleCheckPendingRequests;
queue.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0) lookAgain.call(this);
};

type Messages = Parameters<Producer['send']>[0]['messages'];

export interface KafkaTransportOptions extends KafkaSettings {
  readonly observer?: Observer;
  readonly failpoint?: Failpoint;
  /** A consumer has given up for good: the process should end, so that another takes its place. */
  readonly fatal?: (error: Error) => void;
}

/** One request carries at most this much: brokers refuse what is over their own limit, all of it. */
const BATCH_EVENTS = 500;
const BATCH_BYTES = 512 * 1024;
/** A long poll ends after this long without news; stopping waits for it. */
const POLL_MS = 400;
/** Of each partition at most so much is fetched for every event of a group's batch: one that takes few at a time then takes them from all partitions in turn. */
const FETCH_BYTES_PER_EVENT = 2048;
const SESSION_MS = 10_000;

export class KafkaTransport implements LogTransport {
  private readonly kafka: Kafka;
  private admin: Promise<Admin> | null = null;
  private producer: Promise<Producer> | null = null;
  private readonly answered = new Answered<Messages[number]>();
  private readonly subscriptions = new Set<KafkaSubscription>();
  /** What goes wrong then is told by the one error that ends the start. */
  private preparing = false;

  constructor(private readonly options: KafkaTransportOptions) {
    const { brokers, clientId, tls, sasl, observer } = options;
    this.kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      ssl: tls ? pemsOf(tls) : undefined,
      sasl: sasl ? (sasl as SASLOptions) : undefined,
      connectionTimeout: 3000,
      authenticationTimeout: 5000,
      requestTimeout: 15_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 4 },
      logLevel: logLevel.ERROR,
      logCreator:
        () =>
        ({ namespace, log }) => {
          const error = typeof log.error === 'string' ? `${log.message}: ${log.error}` : log.message;
          if (!this.preparing && !/coordinator|rebalanc|Topic creation/i.test(error))
            observer?.failed?.(`kafka ${namespace.toLowerCase()}`, new Error(error));
        },
    });
  }

  async prepare(roles: readonly Role[], groups: readonly Group[]): Promise<void> {
    const needs = needsOf(this.options.prefix, roles, groups);
    this.preparing = true;
    try {
      const admin = await this.administering();
      const missing = await lackedOn(insideOf(this.kafka), needs);
      if (missing.length > 0) throw lacking(missing, this.options);
      const odd = await settlingDown(() => makeTopics(admin, needs.topics, this.options));
      for (const { topic, what } of odd) this.options.observer?.failed?.(`kafka topic ${topic}`, new Error(what));
    } catch (error) {
      throw explained(error as Error, this.options);
    } finally {
      this.preparing = false;
    }
  }

  drain(outbox: Outbox, limit: number): Promise<number> {
    const publish = async (batch: readonly Published[]) => {
      await settledOnDisk(outbox);
      await this.publish(batch);
    };
    return drainThrough(outbox, limit, publish, this.options.failpoint);
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    const subscription = new KafkaSubscription(subscriber, (joined, taken) => this.member(subscriber.group, joined, taken), {
      heads: () => this.ends(subscriber.group.topics),
      observer: this.options.observer,
      fatal: this.options.fatal,
    });
    this.subscriptions.add(subscription);
    try {
      await subscription.joined();
    } catch (error) {
      await subscription.stop();
      throw explained(error as Error, this.options, `Read on group ${this.options.prefix}.${subscriber.group.name}`);
    }
    return subscription;
  }

  async heads(topics: readonly Topic[]): Promise<readonly OffsetAt[]> {
    return (await this.ends(topics)).map(({ topic, partition, high }) => ({ topic, partition, offset: high }));
  }

  /** Known of what is in our hands just now, not of what lies further back. */
  async oldestMs(at: readonly OffsetAt[]): Promise<number | null> {
    const ages = [...this.subscriptions].flatMap((subscription) => subscription.agesOf(at));
    return ages.length > 0 ? Math.max(...ages) : null;
  }

  async bury(group: Group, parked: readonly Buried[]): Promise<void> {
    const { prefix, eventKey } = this.options;
    const producer = await this.producing();
    const { topic } = parked[0]!.record;
    const messages = parked.map(({ record, reason }) => {
      const kept = readKept(record.event);
      const origin = {
        x_reason: reason,
        x_group: group.name,
        x_topic: topicName(prefix, topic),
        x_partition: String(record.partition),
        x_offset: String(record.offset),
      };
      const { key, value, headers } = kept ?? writeRecord(record.event, topic, eventKey, { trace: record.trace });
      return { key, value, headers: { ...headers, ...origin } as Record<string, string | string[]> };
    });
    await this.send(producer, deadLetterTopicName(prefix, topic, group.name), messages);
  }

  reread(record: LogRecord): LogRecord {
    const kept = readKept(record.event);
    return kept ? { ...record, ...keptRecord(kept, record.topic, this.options.eventKey) } : record;
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    const ending = [this.producer, this.admin];
    this.producer = this.admin = null;
    await Promise.all(ending.map(async (client) => (await client?.catch(() => null))?.disconnect().catch(() => {})));
  }

  private async publish(batch: readonly Published[]): Promise<void> {
    const { prefix, eventKey } = this.options;
    const producer = await this.producing();
    for (let next = 0; next < batch.length;) {
      const byTopic = new Map<string, ReturnType<typeof writeRecord>[]>();
      let [events, bytes] = [0, 0];
      for (; next < batch.length && events < BATCH_EVENTS && (events === 0 || bytes < BATCH_BYTES); next++, events++) {
        const { topic, text, trace } = batch[next]!;
        const record = writeRecord(JSON.parse(text) as SlussEvent, topic, eventKey, { trace });
        bytes += record.value.byteLength;
        const name = topicName(prefix, topic);
        byTopic.set(name, [...(byTopic.get(name) ?? []), record]);
      }
      for (const [name, messages] of byTopic) await this.send(producer, name, messages);
    }
  }

  /** After a failure nobody knows what the broker has: a new producer starts a new sequence, and copies are dropped where they are read. */
  private async send(producer: Producer, topic: string, messages: Messages): Promise<void> {
    try {
      const answers = await producer.send({ topic, acks: -1, messages });
      const missing = this.answered.missing(messages, answers);
      if (missing > 0) throw new Error(`no broker answered for ${missing} of ${messages.length} records`);
    } catch (error) {
      this.producer = null;
      producer.disconnect().catch(() => {});
      throw Object.assign(new Error(`${topic}: ${(error as Error).message}`, { cause: error }), { code: passingCode(error) });
    }
  }

  private producing(): Promise<Producer> {
    this.producer ??= (async () => {
      const producer = this.kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: () => this.answered.noting(Partitioners.DefaultPartitioner()),
        metadataMaxAge: 30_000,
        retry: { initialRetryTime: 50, maxRetryTime: 1000, retries: 12 },
      });
      await producer.connect();
      return producer;
    })().catch((error: unknown) => {
      this.producer = null;
      throw Object.assign(error as Error, { code: passingCode(error) });
    });
    return this.producer;
  }

  private administering(): Promise<Admin> {
    this.admin ??= (async () => {
      const admin = this.kafka.admin({ retry: { initialRetryTime: 100, maxRetryTime: 500, retries: this.preparing ? 2 : 6 } });
      await admin.connect();
      return admin;
    })().catch((error: unknown) => {
      this.admin = null;
      throw error;
    });
    return this.admin;
  }

  private async ends(topics: readonly Topic[]) {
    const admin = await this.administering();
    const all = await Promise.all(
      topics.map(async (topic) =>
        (await settlingDown(() => admin.fetchTopicOffsets(topicName(this.options.prefix, topic)))).map(({ partition, low, high }) => ({
          topic,
          partition,
          low: Number(low),
          high: Number(high),
        })),
      ),
    );
    return all.flat();
  }

  private async member(group: Group, joined: (assigned: Joined) => void, taken: Taken): Promise<GroupMember> {
    const { prefix, eventKey } = this.options;
    const consumer = this.kafka.consumer({
      groupId: `${prefix}.${group.name}`,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: 1000,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: POLL_MS,
      maxBytesPerPartition: group.batchSize * FETCH_BYTES_PER_EVENT,
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      // Members of a version that knows only the second are met on it.
      partitionAssigners: [...(group.concurrency === 1 ? [undivided] : []), PartitionAssigners.roundRobin],
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8, restartOnFailure: async () => true },
    });
    const topicByName = new Map(group.topics.map((topic) => [topicName(prefix, topic), topic]));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      joined(
        Object.entries(payload.memberAssignment).flatMap(([name, partitions]) =>
          partitions.map((partition) => ({ topic: topicByName.get(name)!, partition })),
        ),
      ),
    );
    consumer.on(consumer.events.HEARTBEAT, () => taken.heartbeat());
    consumer.on(consumer.events.REBALANCING, () => taken.rebalancing());
    consumer.on(consumer.events.CRASH, ({ payload }) => taken.crashed(payload.error, payload.restart));
    await consumer.connect();
    await consumer.subscribe({ topics: [...topicByName.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All that was fetched comes at once; how much of it is handled at a time is the group's own matter. No more: each is looked at with every fetch.
      partitionsConsumedConcurrently: group.topics.length * this.options.partitions,
      eachBatch: ({ batch, heartbeat, resolveOffset, isRunning, isStale }) => {
        const topic = topicByName.get(batch.topic)!;
        return taken.batch({
          topic,
          partition: batch.partition,
          first: batch.messages.length > 0 ? Number(batch.messages[0]!.offset) : null,
          high: Number(batch.highWatermark),
          records: () =>
            batch.messages.map((message) => ({
              topic,
              partition: batch.partition,
              offset: Number(message.offset),
              at: Number(message.timestamp),
              ...keptRecord(keptOf(message), topic, eventKey),
            })),
          heartbeat,
          resolve: (offset) => resolveOffset(String(offset)),
          over: () => !isRunning() || isStale(),
        });
      },
    });
    return {
      seek: ({ topic, partition, offset }) => consumer.seek({ topic: topicName(prefix, topic), partition, offset: String(offset) }),
      commit: (at) => commit(consumer, prefix, at),
      leave: () => consumer.disconnect(),
    };
  }
}

/** All to one member, the others stand by: whoever has one transaction at a time remembers what it last saw, and two would make each other forget. */
const undivided: PartitionAssigner = (config) => {
  const name = 'sluss-undivided';
  const dividing = PartitionAssigners.roundRobin(config);
  return {
    name,
    version: 0,
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
    }),
    assign: ({ members, topics }) =>
      dividing.assign({ members: members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1)).slice(0, 1), topics }),
  };
};

const commit = (consumer: Consumer, prefix: string, at: readonly OffsetAt[]) =>
  consumer.commitOffsets(
    at.map(({ topic, partition, offset }) => ({ topic: topicName(prefix, topic), partition, offset: String(offset) })),
  );
