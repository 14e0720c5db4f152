// One seed from beginning to end: some hundred steps with faults, then the faults stop, everything is delivered, and what must hold then is checked.
import { minute, type alerting } from '#domain';
import { readModelHash } from '../../apps/gateway/read-model/hash.ts';
import { DESK_POLICIES } from '../../apps/alerting/desk.store.ts';
import { DueSweep } from '../../apps/alerting/due.sweep.ts';
import { Sender } from '../../apps/alerting/notices/sender.ts';
import { CausesSweep } from '../../apps/flow/causes.sweep.ts';
import { ExpirySweep } from '../../apps/placement/expiry.sweep.ts';
import { EventStore } from '#eventing';
import { failpointNames } from '../../libs/eventing/failpoint.ts';
import { virtualClock } from './chance.ts';
import { Broken } from './checker.ts';
import { alertsHaveTheirCauses, journeysAreTheFold, onePlacePerPatient } from './final-checks.ts';
import { factsIn } from './intake-door.ts';
import type { SimulatedPostgres } from './postgres.ts';
import { record } from './record.ts';
import { rewind, sendAll, steps, type Step } from './steps.ts';
import { rowsAgree } from './rows.ts';
import { Trace } from './trace.ts';
import type { Variant } from './variants.ts';
import { World } from './world.ts';

export interface Run {
  readonly seed: string;
  readonly steps: number;
  readonly events: number;
  /** What broke; null when all held. */
  readonly broken: string | null;
  readonly trace: Trace;
}

export async function simulate(
  seed: string,
  postgres: SimulatedPostgres,
  options: { variant?: Variant | null; trace?: Trace; record?: string | undefined } = {},
): Promise<Run> {
  const trace = options.trace ?? new Trace();
  const world = await World.begin(seed, postgres, options.variant ?? null, trace);
  const count = 150 + world.random.int(150);
  let n = 0;
  let broken: string | null = null;
  try {
    for (n = 1; n <= count; n++) await one(world, n);
    await afterwards(world);
    if (options.record) await record(world, options.record);
  } catch (error) {
    broken = error instanceof Broken ? error.message : ((error as Error).stack ?? String(error));
    trace.say(`broken at step ${Math.min(n, count)}: ${broken}`);
  }
  await world.end();
  return { seed, steps: Math.min(n, count), events: world.checker.events.length, broken, trace };
}

const roleNames = ['intake', 'flow', 'placement', 'alerting', 'gateway'] as const;
const total = steps.reduce((sum, { weight }) => sum + weight, 0);

async function one(world: World, n: number): Promise<void> {
  const { random, trace } = world;
  let left = random.next() * total;
  const step = steps.find(({ weight }) => (left -= weight) < 0) ?? steps[0]!;
  if (random.chance(0.12)) arm(world, step);
  trace.say(`${n} ${step.name}: ${await step.run(world)}`);
  Object.assign(world, { doom: null });
  world.postgres.cut = null;
  await world.postgres.quiet();
  await world.revive();
  world.check();
  await rowsAgree(world);
}

/** What somebody waits for an answer to is cut elsewhere, by the line that is lost. */
const points = failpointNames.filter((name) => !name.startsWith('answer.'));

/** One of the instances that may take part dies at a named point, or loses its line at a statement, and dies of it or not. */
function arm(world: World, step: Step): void {
  const { random, postgres } = world;
  if (step.roles.length === 0) return;
  const instance = world.one(random.pick(step.roles));
  if (random.chance(0.35)) {
    world.doom = { instance: instance.name, point: random.pick(points) };
    return;
  }
  postgres.cut = { owner: instance.name, statement: 1 + random.int(9), when: random.chance(0.5) ? 'before' : 'after' };
  if (random.chance(0.6)) world.doom = { instance: instance.name, point: 'relay.read' };
}

async function afterwards(world: World): Promise<void> {
  const { trace, checker, post, random } = world;
  trace.say('the faults stop');
  post.be(0, random.fork('calm'));
  for (const role of roleNames) for (const old of world.of(role).slice(0, -1)) world.kill(old);
  for (const ms of [0, minute, 2 * minute, 11 * minute, 31 * minute, 0]) {
    virtualClock.advance(ms);
    await settle(world);
  }
  world.check();
  await rowsAgree(world);
  checker.storedOnce(world.letters.all, (letter) => factsIn(world, letter));
  await everythingHandled(world);
  journeysAreTheFold(checker);
  onePlacePerPatient(checker);
  const policies: alerting.DeskPolicies = world.one('alerting').get(DESK_POLICIES);
  alertsHaveTheirCauses(checker, policies, virtualClock.now().getTime());
  await noticesSent(world);
  await chainsHold(world);
  trace.say(`${checker.events.length} events, read models ${await rebuilt(world)}`);
}

/** Everybody does all there is to do, until nothing is left. */
async function settle(world: World): Promise<void> {
  for (let round = 0; ; round++) {
    if (round > 60) throw new Error('it never comes to rest');
    let done = 0;
    for (let letter = world.letters.take(world.random, true); letter; letter = world.letters.take(world.random, true)) {
      if (letter.sent > 200) throw new Error(`letter ${letter.number} is never taken`);
      if (letter.acknowledged && letter.sent > 0) continue;
      world.trace.say(`letter ${await sendAll(world, [{ letter, fate: 'arrives' }])}`);
      done += 1;
    }
    done += await world.one('placement').get(ExpirySweep).sweep();
    done += await world.one('flow').get(CausesSweep).sweep();
    for (const role of ['intake', 'flow', 'placement', 'alerting'] as const) done += await world.relay(world.one(role), 1000);
    for (const group of world.groups) done += await deliverAll(world, group.name);
    const alerting = world.one('alerting');
    await alerting.get(DueSweep).sweep();
    done += await alerting.get(DueSweep).sweep();
    done += await alerting.get(Sender).sendDue();
    world.check();
    if (done === 0) return;
  }
}

async function deliverAll(world: World, name: string): Promise<number> {
  const group = world.groups.find((g) => g.name === name)!;
  const member = world.of(group.role).at(-1)!.member(name);
  let delivered = 0;
  if (!member.claimed) await member.claim();
  for (const head of await world.heads(group.topics)) {
    while (member.offset(head) < head.offset) {
      const records = await world.log.read(head, member.offset(head), group.batchSize);
      if (records.length === 0) break;
      if (await member.handle(records)) delivered += records.length;
      else await member.claim();
    }
  }
  return delivered;
}

/** Nothing that is stored was left out anywhere. */
async function everythingHandled({ checker, groups }: World): Promise<void> {
  for (const group of groups) {
    const missing = checker.events.find(
      ({ role, event }) => (group.topics as readonly string[]).includes(role) && !checker.handled.get(group.name)?.has(event.id),
    );
    if (missing) throw new Broken('I4', `${group.name} never handled ${missing.event.type} ${missing.event.id}`);
  }
}

async function noticesSent({ reader, post, checker }: World): Promise<void> {
  const rows: { delivery_id: string; status: string }[] = await reader.query(
    `select delivery_id, status from alerting.delivery order by 1`,
  );
  const posted = new Set(post.taken.map(({ id }) => id));
  for (const { delivery_id: id, status } of rows)
    if (status === 'sent' && !posted.has(id)) throw new Broken('I5', `notice ${id} is said to be sent and never came`);
  const known = new Set(checker.notices.values());
  for (const id of posted) if (!known.has(id)) throw new Broken('I5', `notice ${id} came and nobody wrote it`);
}

async function chainsHold({ reader }: World): Promise<void> {
  for (const role of ['intake', 'flow', 'placement', 'alerting'] as const) {
    const { faults } = await new EventStore(role).verifyChain(reader.manager);
    if (faults.length > 0) throw new Broken('I4', `${role}: the chain of ${faults[0]!.stream} breaks at ${faults[0]!.version}`);
  }
}

/** The read models as they are, and built anew from the log. */
async function rebuilt(world: World): Promise<string> {
  const hash = () => world.reader.transaction((em) => readModelHash(em));
  const live = await hash();
  await rewind(world, 'gateway.read');
  await deliverAll(world, 'gateway.read');
  world.check();
  if ((await hash()) !== live) throw new Broken('I7', 'the read models, built anew, are not what they were');
  return live.slice(0, 16);
}
