// The topics a process needs: made when they are missing, and held against the settings when they are there.
import { createdByUsOrOthers } from './kafka-faults.ts';
import { topicConfig, type TopicKind } from './kafka-record.ts';
import type { KafkaSettings } from './kafka-settings.ts';

/** What is needed of the client's administrator. */
interface TopicAdmin {
  listTopics(): Promise<string[]>;
  createTopics(asked: {
    waitForLeaders: boolean;
    timeout: number;
    topics: { topic: string; numPartitions: number; replicationFactor: number; configEntries: { name: string; value: string }[] }[];
  }): Promise<boolean>;
  fetchTopicMetadata(asked: { topics: string[] }): Promise<{ topics: { name: string; partitions: { replicas: number[] }[] }[] }>;
}

/** Throws when a topic has too few copies. Answers what is odd about others and can be lived with. */
export async function makeTopics(
  admin: TopicAdmin,
  wanted: ReadonlyMap<string, TopicKind>,
  { partitions, replication }: Pick<KafkaSettings, 'partitions' | 'replication'>,
): Promise<{ topic: string; what: string }[]> {
  const there = new Set(await admin.listTopics());
  const missing = [...wanted].filter(([name]) => !there.has(name));
  if (missing.length > 0)
    await createdByUsOrOthers(
      admin.createTopics({
        waitForLeaders: true,
        timeout: 5000,
        topics: missing.map(([topic, kind]) => ({
          topic,
          numPartitions: kind === 'log' ? partitions : 1,
          replicationFactor: replication,
          configEntries: topicConfig(kind, replication),
        })),
      }),
    );
  const odd: { topic: string; what: string }[] = [];
  const { topics } = await admin.fetchTopicMetadata({ topics: [...wanted.keys()] });
  for (const { name, partitions: found } of topics) {
    const copies = Math.min(...found.map((partition) => partition.replicas.length));
    if (copies < replication)
      throw new Error(`KAFKA_REPLICATION: topic ${name} has ${copies} copies, not ${replication}; add replicas to it or lower the setting`);
    if (wanted.get(name) === 'log' && found.length !== partitions)
      odd.push({
        topic: name,
        what: `has ${found.length} partitions and KAFKA_PARTITIONS says ${partitions}: keys may have moved, their events are sorted by what they say`,
      });
  }
  return odd;
}
