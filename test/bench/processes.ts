// How a role's throughput moves with its number of processes: what it has to read lies ready, as it would after an hour's stop, and all the others are
// up. For intake the same by what is acknowledged. More processes than the machine has cores show what they cost, not what they would give elsewhere.
import { cpus } from 'node:os';
import { roles, type Role } from '#platform';
import type { Service } from '../../apps/all/services.ts';
import { readers } from '../faults/checker.ts';
import { type Bench, rounded } from './figure.ts';
import { sendFor } from './intake.bench.ts';
import type { Separate } from './kafka.bench.ts';
import { processorSeconds } from './product.ts';
import { type BenchServer, withClient } from './server.ts';

type Start = (databaseUrl: string, counts: Partial<Record<Role, number>>) => Promise<Separate>;

interface Rate {
  readonly perS: number;
  readonly cpuMs: number;
  readonly seen: Readonly<Record<string, unknown>>;
}

const topics = ['intake', 'flow', 'placement', 'alerting'] as const;

export async function processes(bench: Bench, server: BenchServer, start: Start): Promise<void> {
  for (const role of roles) {
    let alone: number | null = null;
    for (const count of [1, 2, 4]) {
      const url = await server.database(`bench_${role}_${count}`);
      const product = await start(url, { [role]: count });
      try {
        const { perS, cpuMs, seen } = await (role === 'intake' ? taken(bench, product) : caughtUp(bench, product, url, role));
        alone ??= perS;
        bench.tell({
          name: `kafka.processes.${role}.${count}`,
          value: perS,
          unit: role === 'intake' ? 'messages/s' : 'events/s',
          floor: { value: alone, unit: 'the same', what: 'with one process' },
          seen: { cpuMs: rounded(cpuMs), cores: cpus().length, ...seen },
        });
      } finally {
        await product.stop();
      }
    }
  }
}

const processorsOf = (services: readonly Service[]) => services.reduce((sum, { pid }) => sum + processorSeconds(pid!), 0) * 1000;

/** Sixteen lines, spread as a balancer would. */
async function taken(bench: Bench, { services }: Separate): Promise<Rate> {
  const doors = services.filter(({ role }) => role === 'intake');
  const before = processorsOf(doors);
  let person = 7_000_000;
  const sent = await Promise.all(
    doors.map(({ mllpPort }) => sendFor(mllpPort, 16 / doors.length, bench.quick ? 3 : 10, () => (person += 10_000))),
  );
  const messages = sent.reduce((sum, each) => sum + each.sent, 0);
  return {
    perS: sent.reduce((sum, each) => sum + each.sent / each.took, 0),
    cpuMs: (processorsOf(doors) - before) / messages,
    seen: { refused: sent.reduce((sum, { refused }) => sum + refused, 0) },
  };
}

async function caughtUp(bench: Bench, product: Separate, url: string, role: Role): Promise<Rate> {
  const mine = product.services.filter((service) => service.role === role);
  await Promise.all(mine.map((service) => service.end('SIGTERM')));
  const wanted = bench.quick ? 3000 : 20_000;
  for (let person = 8_000_000; (await stored(url)) < wanted; person += 100_000)
    await sendFor(product.mllpPort, 16, bench.quick ? 2 : 5, () => (person += 10_000));
  await until(async () => (await behind(url, (of) => of !== role)) === 0);
  const all = await behind(url, (of) => of === role);
  await Promise.all(mine.map((service) => service.start()));
  // From when it is at work: how long a process takes to start is another figure.
  await until(async () => (await behind(url, (of) => of === role)) < all * 0.95);
  const [from, left] = [performance.now(), await behind(url, (of) => of === role)];
  await until(async () => (await behind(url, (of) => of === role)) === 0);
  const read = await handled(url, role);
  return { perS: left / ((performance.now() - from) / 1000), cpuMs: processorsOf(mine) / read, seen: { waited: all, read } };
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const begun = performance.now(); !(await reached()); await new Promise((resolve) => setTimeout(resolve, 100)))
    if (performance.now() - begun > 1_800_000) throw new Error('events are still on their way after half an hour');
}

const one = (url: string, sql: string) => withClient(url, async (client) => Number((await client.query(sql)).rows[0].n));
const stored = (url: string) => one(url, 'select count(*) as n from intake.event');
const handled = (url: string, role: Role) => one(url, `select coalesce(sum(off), 0) as n from ${role}.consumer_offset`);

/** Events that groups of these roles have still to read, those that are not yet in the log included. */
async function behind(url: string, whose: (role: Role) => boolean): Promise<number> {
  const counts = await withClient(url, async (client) => {
    const sql = topics.map((topic) => `select '${topic}' as topic, count(*)::int as n from ${topic}.event`).join(' union all ');
    return new Map<string, number>((await client.query<{ topic: string; n: number }>(sql)).rows.map(({ topic, n }) => [topic, n]));
  });
  let left = 0;
  for (const [group, role, read] of readers) {
    if (!whose(role)) continue;
    const done = await one(url, `select coalesce(sum(off), 0) as n from ${role}.consumer_offset where grp = '${group}'`);
    left += Math.max(0, read.reduce((sum, topic) => sum + counts.get(topic)!, 0) - done);
  }
  return left;
}
