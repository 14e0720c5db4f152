// What we may do with topics, as the brokers themselves answer it (KIP-430), held against what we must: a right that is missing is told at the
// start, by its name, and not when the first event is to be put aside. kafkajs asks in a version that does not answer it, so it is asked through its inside.
import { type Topic, topicNames } from '#contracts';
import type { Group, Role } from './group.ts';
import { deadLetterTopicName, type TopicKind, topicName } from './kafka-record.ts';

export type Right = 'Read' | 'Write';

/** Numbers that Kafka's protocol gives to operations: bits of what is answered. */
const BIT: Readonly<Record<Right, number>> = { Read: 1 << 3, Write: 1 << 4 };
/** An answer of a broker that does not tell. */
const UNTOLD = -(2 ** 31);
/** May not even be looked at: whether it is there is not told either. */
const NOT_AUTHORIZED = 29;

const METADATA = { apiKey: 3, apiName: 'Metadata', apiVersion: 8 } as const;

/** By topic; null where the broker does not tell. */
type Allowed = ReadonlyMap<string, number | null>;

/** Asks for what may be done with these topics, and makes none. */
export function askRights(topics: readonly string[]): Buffer {
  const names = topics.map((topic) => Buffer.from(topic, 'utf8'));
  const count = Buffer.alloc(4);
  count.writeInt32BE(names.length);
  const sized = names.map((name) => Buffer.concat([Buffer.from([name.length >> 8, name.length & 255]), name]));
  return Buffer.concat([count, ...sized, Buffer.from([0, 0, 1])]);
}

export function readRights(answer: Buffer): Allowed {
  let at = 0;
  const int32 = () => answer.readInt32BE((at += 4) - 4);
  const int16 = () => answer.readInt16BE((at += 2) - 2);
  const string = () => {
    const length = int16();
    if (length < 0) return '';
    return answer.toString('utf8', at, (at += length));
  };
  const each = <T>(read: () => T): T[] => Array.from({ length: Math.max(0, int32()) }, read);
  const broker = () => [int32(), string(), int32(), string()];
  const partition = () => [int16(), int32(), int32(), int32(), each(int32), each(int32), each(int32)];
  const topic = (): [string, number | null] => {
    const fault = int16();
    const name = string();
    at += 1;
    each(partition);
    const allowed = int32();
    return [name, fault === NOT_AUTHORIZED ? 0 : allowed === UNTOLD ? null : allowed];
  };
  int32();
  each(broker);
  string();
  int32();
  return new Map(each(topic));
}

/** In words for whoever gives rights, by topic; empty when nothing is missing or nothing is known. */
export function missingRights(needed: ReadonlyMap<string, ReadonlySet<Right>>, allowed: Allowed): string[] {
  return [...needed].flatMap(([topic, rights]) => {
    const bits = allowed.get(topic) ?? null;
    return bits === null ? [] : [...rights].filter((right) => (bits & BIT[right]) === 0).map((right) => `${right} on topic ${topic}`);
  });
}

export interface Needs {
  readonly topics: ReadonlyMap<string, TopicKind>;
  readonly rights: ReadonlyMap<string, ReadonlySet<Right>>;
  readonly groupIds: readonly string[];
}

/** What a process with these roles and groups writes and reads. */
export function needsOf(prefix: string, roles: readonly Role[], groups: readonly Group[]): Needs {
  const topics = new Map<string, TopicKind>();
  const rights = new Map<string, Set<Right>>();
  const need = (topic: string, kind: TopicKind, right: Right) => {
    topics.set(topic, kind);
    rights.set(topic, (rights.get(topic) ?? new Set()).add(right));
  };
  const own = (topic: Topic) => topicName(prefix, topic);
  for (const topic of topicNames) if (roles.includes(topic)) need(own(topic), 'log', 'Write');
  for (const group of groups)
    for (const topic of group.topics) {
      need(own(topic), 'log', 'Read');
      need(deadLetterTopicName(prefix, topic, group.name), 'dead letters', 'Write');
    }
  return { topics, rights, groupIds: groups.map(({ name }) => `${prefix}.${name}`) };
}

/** As much of kafkajs's inside as it takes to ask. */
interface RawCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  getNodeIds(): string[];
  findBroker(asked: { nodeId: string }): Promise<{
    findGroupCoordinator(asked: { groupId: string; coordinatorType: number }): Promise<unknown>;
    versions: Readonly<Record<number, { maxVersion: number } | undefined>>;
    connectionPool: {
      send<T>(asked: {
        request: typeof METADATA & { encode(): Promise<{ buf: Buffer; buffer: Buffer }> };
        response: { decode(answer: Buffer): Promise<T>; parse(read: T): Promise<T> };
      }): Promise<T>;
    };
  }>;
}

/** `kafka`: the client, whose outside does not ask for rights. */
export function insideOf(kafka: object): RawCluster {
  const create = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster')!;
  return (kafka as Record<symbol, (options: object) => RawCluster>)[create]!({ allowAutoTopicCreation: false });
}

/** Empty where brokers are too old to tell, or none answers just now: then a missing right is told when it is needed. */
export async function lackedOn(cluster: RawCluster, { rights, groupIds }: Needs): Promise<string[]> {
  const lacked: string[] = [];
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const broker = await cluster.findBroker({ nodeId: cluster.getNodeIds()[0]! });
    for (const groupId of groupIds)
      await broker.findGroupCoordinator({ groupId, coordinatorType: 0 }).catch((error: unknown) => {
        if ((error as { type?: string }).type === 'GROUP_AUTHORIZATION_FAILED') lacked.push(`Read on group ${groupId}`);
      });
    if ((broker.versions[METADATA.apiKey]?.maxVersion ?? 0) < METADATA.apiVersion) return lacked;
    const buffer = askRights([...rights.keys()]);
    const allowed = await broker.connectionPool.send({
      request: { ...METADATA, encode: async () => ({ buf: buffer, buffer }) },
      response: { decode: async (answer) => readRights(answer), parse: async (read) => read },
    });
    return [...missingRights(rights, allowed), ...lacked];
  } catch {
    return lacked;
  } finally {
    await cluster.disconnect();
  }
}
