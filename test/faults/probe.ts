// Whether a broker takes a record just now, and what time it says it is: a topic beside the product's, with one partition on each broker alone,
// written and read by somebody else's client (kcat).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type KafkaCluster, type KafkaNode, kafkaTool } from '../kafka/broker.ts';

const TOPIC = 'probe';
const PATIENCE_MS = 3000;
/** More than a disk that is full has room for still. */
const RECORD = `${'x'.repeat(8000)}\n`;

const run = promisify(execFile);

export class Probe {
  private made: Promise<unknown> | null = null;

  constructor(private readonly kafka: KafkaCluster) {}

  /** While all is well. */
  ready(): Promise<unknown> {
    const { brokers, nodes } = this.kafka;
    const settings = ['message.timestamp.type=LogAppendTime', 'min.insync.replicas=1'].flatMap((setting) => ['--config', setting]);
    const spread = ['--replica-assignment', nodes.map(({ id }) => id).join()];
    const create = ['--bootstrap-server', brokers, '--create', '--if-not-exists', '--topic', TOPIC, ...spread, ...settings];
    return (this.made ??= kafkaTool(['org.apache.kafka.tools.TopicCommand', ...create]));
  }

  async takes(node: KafkaNode): Promise<boolean> {
    const limits = [`message.timeout.ms=${PATIENCE_MS}`, 'acks=all'].flatMap((setting) => ['-X', setting]);
    const said = await this.kcat(['-P', ...this.at(node), ...limits], RECORD).catch(() => null);
    return said !== null && !/ERROR|failed/i.test(said.stderr);
  }

  /** By the newest record it has taken; null when it does not answer. */
  async says(node: KafkaNode): Promise<Date | null> {
    const said = await this.kcat(['-C', ...this.at(node), '-o', '-1', '-c', '1', '-e', '-q', '-f', '%T']).catch(() => null);
    return said && /^\d+$/.test(said.stdout) ? new Date(Number(said.stdout)) : null;
  }

  /** Whether every partition stands on all the brokers it should. */
  async whole(): Promise<boolean> {
    const said = await this.kcat(['-L', '-J']).catch(() => null);
    if (!said) return false;
    const { topics } = JSON.parse(said.stdout) as { topics: { partitions: { leader: number; replicas: unknown[]; isrs: unknown[] }[] }[] };
    const partitions = topics.flatMap((topic) => topic.partitions);
    return partitions.every(({ leader, replicas, isrs }) => leader > 0 && isrs.length === replicas.length);
  }

  private readonly at = ({ id }: KafkaNode) => ['-t', TOPIC, '-p', String(id - 1)];

  private kcat(args: readonly string[], input = ''): Promise<{ stdout: string; stderr: string }> {
    const asked = run('kcat', ['-b', this.kafka.brokers, ...args], { timeout: 2 * PATIENCE_MS, encoding: 'utf8', maxBuffer: 2 ** 26 });
    // One that ends before it has read does so for a reason of its own.
    asked.child.stdin!.on('error', () => {}).end(input);
    return asked;
  }
}
