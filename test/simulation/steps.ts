// What can happen next, and how often. A step is one thing somebody does; what it leads to is left to later steps.
import { hour, minute } from '#domain';
import { LogServer, type LogRecord } from '#eventing';
import { DueSweep } from '../../apps/alerting/due.sweep.ts';
import { Sender } from '../../apps/alerting/notices/sender.ts';
import { CausesSweep } from '../../apps/flow/causes.sweep.ts';
import { truncateReadModel } from '../../apps/gateway/read-model/hash.ts';
import { ExpirySweep } from '../../apps/placement/expiry.sweep.ts';
import type { OffsetAt } from '../../libs/eventing/log-transport.ts';
import { virtualClock } from './chance.ts';
import { atOnce, endSilence, lost, onAlerts, onPlaces, onRequests } from './desk-acts.ts';
import { post } from './intake-door.ts';
import type { Fate, Letter } from './letters.ts';
import type { RoleName, World } from './world.ts';

export interface Step {
  readonly name: string;
  readonly weight: number;
  /** Roles that may be hit by a fault while it runs. */
  readonly roles: readonly RoleName[];
  run(world: World): Promise<string>;
}

const outboxes: readonly RoleName[] = ['intake', 'flow', 'placement', 'alerting'];

export const steps: readonly Step[] = [
  { name: 'hospital', weight: 12, roles: [], run: async (w) => w.hospitals.tell() },
  { name: 'municipality', weight: 5, roles: [], run: async (w) => w.municipalities.tell() ?? 'nobody' },
  { name: 'letters', weight: 16, roles: ['intake'], run: letters },
  { name: 'overtaken', weight: 3, roles: ['intake'], run: overtaken },
  { name: 'relay', weight: 18, roles: outboxes, run: (w) => relay(w) },
  { name: 'deliver', weight: 40, roles: ['flow', 'placement', 'alerting', 'gateway'], run: deliver },
  { name: 'request', weight: 10, roles: ['placement'], run: onRequests },
  { name: 'place', weight: 3, roles: ['placement'], run: onPlaces },
  { name: 'at once', weight: 6, roles: ['placement'], run: atOnce },
  { name: 'alert', weight: 2, roles: ['alerting'], run: onAlerts },
  { name: 'end silence', weight: 0.5, roles: ['alerting'], run: endSilence },
  { name: 'time', weight: 6, roles: [], run: time },
  { name: 'expiry sweep', weight: 3, roles: ['placement'], run: (w) => swept(w, 'placement', (i) => i.get(ExpirySweep).sweep()) },
  { name: 'causes sweep', weight: 2, roles: ['flow'], run: (w) => swept(w, 'flow', (i) => i.get(CausesSweep).sweep()) },
  { name: 'due sweep', weight: 4, roles: ['alerting'], run: (w) => swept(w, 'alerting', (i) => i.get(DueSweep).sweep()) },
  { name: 'notices', weight: 3, roles: ['alerting'], run: (w) => swept(w, 'alerting', (i) => i.get(Sender).sendDue()) },
  { name: 'restart', weight: 1.5, roles: [], run: restart },
  { name: 'second instance', weight: 1.2, roles: [], run: secondInstance },
  { name: 'replay', weight: 0.7, roles: [], run: replay },
];

/** One to three letters reach intake together, each with a fate of its own. */
async function letters(world: World): Promise<string> {
  const { random } = world;
  const taken: { letter: Letter; fate: Fate }[] = [];
  for (let n = random.pick([1, 1, 2, 3]); n > 0; n--) {
    const letter = world.letters.take(random, false);
    if (letter) taken.push({ letter, fate: random.weighted({ arrives: 8, lost: 1, 'answer-lost': 1 }) });
  }
  if (taken.length === 0) return 'none';
  return sendAll(world, taken);
}

export async function sendAll(world: World, taken: readonly { letter: Letter; fate: Fate }[]): Promise<string> {
  const answers = await Promise.all(
    taken.map(async ({ letter, fate }) => {
      letter.sent += 1;
      const answer = fate === 'lost' ? 'lost' : await post(world, letter, fate);
      if (answer !== 'yes') world.letters.again(letter);
      // Acknowledged and sent again all the same, now or much later.
      else if (world.random.chance(0.1)) world.letters.again(letter);
      return `${letter.number} ${answer}`;
    }),
  );
  return answers.join(', ');
}

/**
 * Two hospitals at once on two connections: the first to draw its numbers is the last to commit. Here transactions come one after the other, so the
 * numbers are put aside for it; that is allowed because the two write to different streams and would not have waited for each other.
 */
async function overtaken(world: World): Promise<string> {
  let [first, second] = world.letters.pair();
  for (let more = 4; !first && more > 0; more--) {
    world.hospitals.tell();
    [first, second] = world.letters.pair();
  }
  const [[last, called]] = world.postgres.read('select last_value, is_called from intake.outbox_id_seq') as [[string, string]];
  if (!first || !second || called !== 't') return 'nobody to overtake';
  const numbersFrom = (id: number) => world.postgres.read(`select setval('intake.outbox_id_seq', ${id})`);
  numbersFrom(Number(last) + 100);
  const told = [await sendAll(world, [{ letter: second, fate: 'arrives' }])];
  if (world.random.chance(0.8)) told.push(await relay(world, 'intake'));
  const [[after]] = world.postgres.read('select last_value from intake.outbox_id_seq') as [[string]];
  numbersFrom(Number(last));
  if (world.of('intake').length > 0) told.push(await sendAll(world, [{ letter: first, fate: 'arrives' }]));
  else world.letters.again(first);
  numbersFrom(Number(after));
  return told.join(' before ');
}

async function relay(world: World, role: RoleName = world.random.pick(outboxes)): Promise<string> {
  if (world.of(role).length === 0) return `no ${role}`;
  const instance = world.one(role);
  const limit = 1 + world.random.int(12);
  try {
    return `${instance.name} moves ${await world.relay(instance, limit)}`;
  } catch (error) {
    return `${instance.name}: ${lost(error)}`;
  }
}

/** One batch of one partition, or of several of a topic, to one instance. An instance that was taken over finds out by trying. */
async function deliver(world: World): Promise<string> {
  const { random } = world;
  const group = random.pick(world.groups);
  const instance = world.one(group.role);
  const member = instance.member(group.name);
  try {
    if (!member.claimed) {
      if (world.of(group.role).length > 1 && random.chance(0.5)) return `${instance.name} leaves ${group.name} to others`;
      await member.claim();
    }
    const behind = (await world.heads(group.topics)).filter((head) => head.offset > member.offset(head));
    if (behind.length === 0) return `${instance.name} ${group.name}: nothing`;
    const records: LogRecord[] = [];
    let text = `${instance.name} ${group.name}`;
    const { topic } = random.pick(behind);
    const ready = behind.filter((head) => head.topic === topic);
    for (let more = random.chance(0.5) ? 0 : random.int(4); more >= 0 && ready.length > 0; more--) {
      const [at] = ready.splice(random.int(ready.length), 1) as [OffsetAt];
      // Now and then what was handled already comes again.
      const from = random.chance(0.03) ? Math.max(0, member.offset(at) - 1 - random.int(3)) : member.offset(at);
      const read = await world.log.read(at, from, 1 + random.int(Math.min(group.batchSize, 12)));
      text += ` ${at.topic}/${at.partition} from ${from} x${read.length}`;
      records.push(...read);
    }
    return `${text}: ${(await member.handle(records)) ? 'done' : 'taken over by somebody else'}`;
  } catch (error) {
    return `${instance.name} ${group.name}: ${lost(error)}`;
  }
}

async function time(world: World): Promise<string> {
  const { random } = world;
  const passed = random.weighted({ moments: 5, minutes: 4, hours: 3, day: 0.6 });
  const ms = {
    moments: random.int(60_000),
    minutes: random.int(40) * minute,
    hours: random.int(7 * 60) * minute,
    day: 20 * hour + random.int(600) * minute,
  }[passed];
  virtualClock.advance(ms);
  return `${Math.round(ms / 1000)} s pass`;
}

async function swept(world: World, role: RoleName, sweep: (instance: ReturnType<World['one']>) => Promise<number>): Promise<string> {
  const instance = world.one(role);
  try {
    return `${instance.name}: ${await sweep(instance)}`;
  } catch (error) {
    return `${instance.name}: ${lost(error)}`;
  }
}

async function restart(world: World): Promise<string> {
  const instance = world.one(world.random.pick(['intake', 'flow', 'placement', 'alerting', 'gateway'] as const));
  world.kill(instance);
  return `${instance.name} is restarted`;
}

/** Two of a kind, for a while: both take requests and letters, and the younger takes the partitions. */
async function secondInstance(world: World): Promise<string> {
  const role = world.random.pick(['intake', 'flow', 'placement', 'alerting', 'gateway'] as const);
  const running = world.of(role);
  if (running.length > 1) {
    const [first] = running;
    world.kill(first!);
    return `${first!.name} goes`;
  }
  return `${(await world.start(role)).name} comes beside ${running[0]!.name}`;
}

/** A group reads the log again from the beginning; the read models are emptied first. */
async function replay(world: World): Promise<string> {
  const group = world.random.pick(world.groups);
  await rewind(world, group.name);
  return `${group.name} from the beginning`;
}

export async function rewind(world: World, name: string): Promise<void> {
  const group = world.groups.find((g) => g.name === name)!;
  const server = new LogServer(group, { dataSource: world.reader, transport: world.log });
  await server.replay({
    from: 0,
    reset: async (em) => {
      if (group.role === 'gateway') await truncateReadModel(em);
      await em.query(`insert into sim.told (what, name, body) values ('rewound', $1, '')`, [name]);
    },
  });
  for (const instance of world.of(group.role)) await instance.member(name).claim();
}
