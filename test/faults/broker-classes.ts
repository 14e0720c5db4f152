// What can happen to the brokers, to the way there, and to the groups that read from them. Each kind once, in an order of the seed's, before any comes again.
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '#simulator';
import { causesGroup, journeysGroup } from '../../apps/flow/groups.ts';
import { until } from '../child.ts';
import { kafkaTool } from '../kafka/broker.ts';
import { readers } from './checker.ts';
import { passBy } from './passers-by.ts';
import type { Rig } from './rig.ts';

type Trouble = (rig: Rig, random: Random) => Promise<string | void>;

/** As long as a session lasts, and longer: by then others have been given what it had. */
const LONG_CUT_MS = 14_000;
/** A member that went without a word is missed after 10 s. */
const RESET_WITHIN_MS = 60_000;

/** How much flow has told so far of what it read. */
export const told = async (rig: Rig) => {
  const rows = await rig.database.query<{ n: number }>('select last_value::int as n from flow.outbox_id_seq');
  return rows[0]!.n;
};

/** Whoever cannot reach a broker for a while waits for it: nobody ends, to be started again into the same.. */
export function goneMeanwhile(rig: Rig, what: string): () => void {
  const before = rig.gaveUp;
  return () => {
    if (rig.gaveUp > before) rig.findings.push(`${rig.gaveUp - before} processes ended while ${what}`);
  };
}

async function brokerGone(rig: Rig, random: Random): Promise<string> {
  const node = random.pick(rig.kafka!.nodes);
  const signal = random.chance(0.5) ? 'SIGKILL' : 'SIGTERM';
  const one = rig.kafka!.nodes.length > 1;
  const over = goneMeanwhile(rig, 'a broker was away');
  await rig.kafka!.kill(node, signal);
  // With two left there is no need of the third.
  if (one) await rig.goesOn(() => told(rig), `the log with broker ${node.id} of ${rig.kafka!.nodes.length} gone`);
  else await after(random.between(200, 12_000));
  await rig.kafka!.start(node);
  await rig.goesOn(() => told(rig), 'the log with the broker back');
  over();
  return `${one ? `one of ${rig.kafka!.nodes.length}` : 'the broker'} gone by ${signal}`;
}

async function cutOff(rig: Rig, random: Random): Promise<string> {
  const how = random.pick(['broken', 'silent'] as const);
  const ms = random.pick([random.between(200, 3000), LONG_CUT_MS]);
  const over = goneMeanwhile(rig, `${rig.apart} was cut off`);
  rig.cable!.cut(how);
  await after(ms);
  rig.cable!.mend();
  await rig.goesOn(() => told(rig), `the log with ${rig.apart} connected again`);
  over();
  return `${rig.apart} cut off for ${(ms / 1000).toFixed(1)} s, ${how}`;
}

/** What Kafka believes has been read, by its own tool: which asks that nobody of the group is there, nor one who went without a word a moment ago. */
async function onlookersOffsetsReset(rig: Rig): Promise<string> {
  const flows = rig.services.filter(({ role }) => role === 'flow');
  await Promise.all(flows.map((flow) => flow.end('SIGTERM')));
  const server = ['--bootstrap-server', rig.kafka!.brokers];
  for (const { name } of [journeysGroup, causesGroup]) {
    const group = ['--group', `${rig.prefix}.${name}`, '--reset-offsets', '--to-earliest', '--all-topics', '--execute'];
    const reset = async () =>
      /\s0\s*$/m.test(await kafkaTool(['org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', ...server, ...group]));
    await until(reset, `offsets of ${name} to be reset`, RESET_WITHIN_MS);
  }
  await rig.revive();
  return "Kafka's offsets of flow back to zero";
}

/** The offsets that count: what it has handled it knows. */
export async function offsetsReset(rig: Rig, random: Random): Promise<string> {
  const [group, role] = random.pick(readers);
  await rig.database.query(`update ${role}.consumer_offset set off = 0, epoch = epoch + 1 where grp = $1`, [group]);
  return `${group} reads everything again`;
}

async function stormed(rig: Rig, random: Random): Promise<string> {
  const group = random.pick([journeysGroup, causesGroup]);
  const met = { brokers: rig.kafka!.brokers, prefix: rig.prefix, databaseUrl: rig.database.url };
  let came = 0;
  const comeAndGo = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const leave = await passBy(group, met);
      came += 1;
      await after(random.between(0, 400));
      await leave();
    }
  };
  await Promise.all([comeAndGo(3), comeAndGo(3), comeAndGo(3)]);
  return `${came} came to ${group.name} and went`;
}

/** Keys move to other partitions, and their events may be read out of order. */
async function morePartitions(rig: Rig, random: Random): Promise<string> {
  const topic = `${rig.prefix}.${random.pick(['intake', 'flow', 'placement'])}.v1`;
  const tool = 'org.apache.kafka.tools.TopicCommand';
  const server = ['--bootstrap-server', rig.kafka!.brokers];
  const now = /PartitionCount:\s*(\d+)/.exec(await kafkaTool([tool, ...server, '--describe', '--topic', topic]))![1];
  const more = Number(now) + 3;
  await kafkaTool([tool, ...server, '--alter', '--topic', topic, '--partitions', String(more)]);
  await until(
    async () => {
      const [row] = await rig.database.query<{ n: number }>(
        `select count(distinct part)::int as n from ${topic.endsWith('.placement.v1') ? 'gateway' : 'flow'}.consumer_offset where topic = $1`,
        [topic.split('.').at(-2)],
      );
      return row!.n >= more;
    },
    `${topic} to be read in all its partitions`,
    90_000,
  );
  return `${topic} has ${more} partitions`;
}

const troubles: readonly (readonly [weight: number, Trouble])[] = [
  [4, brokerGone],
  [4, cutOff],
  [2, offsetsReset],
  [1, onlookersOffsetsReset],
  [3, stormed],
  [1, morePartitions],
];

const stillToCome = new WeakMap<Rig, Trouble[]>();

export const busTroubled: Trouble = (rig, random) => {
  if (rig.kafka === null) return offsetsReset(rig, random);
  const first = stillToCome.get(rig) ?? troubles.map(([, trouble]) => trouble).sort(() => random.next() - 0.5);
  stillToCome.set(rig, first);
  const weights = Object.fromEntries(troubles.map(([weight], i) => [String(i), weight]));
  const trouble = first.shift() ?? troubles[Number(random.weighted(weights))]![1];
  return trouble(rig, random);
};
