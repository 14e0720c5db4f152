import { createRequire } from 'node:module';
import { Answered } from './kafka-answered.ts';

const inside = (path: string) => createRequire(__filename)(`kafkajs/src/${path}`);

interface Told {
  readonly key: string;
  readonly value: string;
}

/** Two brokers, each leading one of two partitions: the second goes away with what it was given, and the first leads both from then on. */
function brokersOfWhichOneGoes() {
  const leaders: Record<number, string> = { 0: 'one', 1: 'two' };
  const taken: string[] = [];
  const broker = (nodeId: string) => ({
    nodeId,
    produce: async ({ topicData }: { topicData: { topic: string; partitions: { partition: number; messages: Told[] }[] }[] }) => {
      if (nodeId === 'two') {
        leaders[1] = 'one';
        throw Object.assign(new Error('The connection was closed'), { name: 'KafkaJSConnectionClosedError', retriable: true });
      }
      for (const { partitions } of topicData) for (const { messages } of partitions) taken.push(...messages.map(({ key }) => key));
      return {
        topics: topicData.map(({ topic, partitions }) => ({
          topicName: topic,
          partitions: partitions.map(({ partition }) => ({ partition, errorCode: 0 })),
        })),
      };
    },
  });
  const known = { one: broker('one'), two: broker('two') };
  const cluster = {
    isConnected: () => true,
    refreshMetadataIfNecessary: async () => {},
    refreshMetadata: async () => {},
    addMultipleTargetTopics: async () => {},
    removeBroker: () => {},
    findTopicPartitionMetadata: () => [{ partitionId: 0 }, { partitionId: 1 }],
    findLeaderForPartitions: (_topic: string, partitions: string[]) =>
      partitions.reduce<Record<string, number[]>>((led, partition) => {
        const leader = leaders[Number(partition)]!;
        return { ...led, [leader]: [...(led[leader] ?? []), Number(partition)] };
      }, {}),
    findBroker: async ({ nodeId }: { nodeId: 'one' | 'two' }) => known[nodeId],
  };
  return { cluster, taken };
}

async function sent(messages: readonly Told[], partitioner: (asked: { message: Told }) => number) {
  const { cluster, taken } = brokersOfWhichOneGoes();
  const quiet = () => {};
  const send = inside('producer/sendMessages.js')({
    logger: { debug: quiet, error: quiet },
    cluster,
    partitioner,
    eosManager: {
      acquireBrokerLock: quiet,
      releaseBrokerLock: quiet,
      isTransactional: () => false,
      getSequence: () => 0,
      updateSequence: quiet,
      getProducerId: () => 1,
      getProducerEpoch: () => 0,
    },
    retrier: inside('retry/index.js')({ initialRetryTime: 1, maxRetryTime: 1, retries: 3 }),
  });
  const answers: { partition: number }[] = await send({ acks: -1, topicMessages: [{ topic: 't', messages }] });
  return { answers, taken };
}

const byKey = ({ message }: { message: Told }) => (message.key === 'b' ? 1 : 0);
const messages: readonly Told[] = ['a', 'b', 'c'].map((key) => ({ key, value: key }));

describe('a send while a broker goes away', () => {
  it('resolves although nobody has what the broker had been given, and that is seen', async () => {
    const answered = new Answered<Told>();
    const { answers, taken } = await sent(messages, answered.noting(byKey));
    expect(taken).toEqual(['a', 'c']);
    expect(answered.missing(messages, answers)).toBe(1);
  });

  it('is whole when all were answered for', async () => {
    const answered = new Answered<Told>();
    const all = messages.filter(({ key }) => key !== 'b');
    const { answers, taken } = await sent(all, answered.noting(byKey));
    expect(taken).toEqual(['a', 'c']);
    expect(answered.missing(all, answers)).toBe(0);
  });

  it('does not count a record that was meant for two partitions: either may be the one that was answered for', () => {
    const answered = new Answered<Told>();
    let partitions = 2;
    const place = answered.noting(() => partitions - 1);
    place({ message: messages[0]! });
    expect(answered.missing([messages[0]!], [{ partition: 0 }, { partition: 1 }])).toBe(0);
    partitions = 4;
    place({ message: messages[0]! });
    expect(answered.missing([messages[0]!], [{ partition: 1 }, { partition: 3 }])).toBe(1);
  });

  it('does not count a record that nobody placed', () => {
    expect(new Answered<Told>().missing(messages, [{ partition: 0 }])).toBe(3);
  });
});
