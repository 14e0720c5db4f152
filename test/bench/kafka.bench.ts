// The roles as processes of their own over a real broker, beside the same in one process: what the network and the separate commits cost.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Role } from '#platform';
import { planServices, type Service } from '../../apps/all/services.ts';
import { startKafka } from '../kafka/broker.ts';
import { alertFigures } from './alert.bench.ts';
import type { Bench } from './figure.ts';
import { percentile, rounded } from './figure.ts';
import { framesOfStays } from './feed.ts';
import { sendFor } from './intake.bench.ts';
import { plainInserts } from './plain-inserts.ts';
import { processes } from './processes.ts';
import { bearer, processorSeconds, residentOf, root, TOKEN } from './product.ts';
import { type BenchServer, masterKey, withClient } from './server.ts';

let runs = 0;

export interface Separate {
  readonly url: string;
  readonly mllpPort: number;
  readonly services: readonly Service[];
  settled(patienceMs: number): Promise<number>;
  stop(): Promise<void>;
}

type OnBroker = (bench: Bench, server: BenchServer, brokers: string) => Promise<void>;

const onBroker =
  (measure: OnBroker) =>
  async (bench: Bench, server: BenchServer): Promise<void> => {
    const cluster = await startKafka({ nodes: 1, folder: mkdtempSync(join(bench.folder, 'kafka-')) });
    try {
      await measure(bench, server, cluster.brokers);
    } finally {
      await cluster.stop();
    }
  };

export const kafkaBench = onBroker(intakeAndAlert);

export const catchUpBench = onBroker(catchUp);

export const processesBench = onBroker((bench, server, brokers) =>
  processes(bench, server, (url, counts) => startSeparate(bench, url, brokers, counts)),
);

async function intakeAndAlert(bench: Bench, server: BenchServer, brokers: string): Promise<void> {
  const bare = await server.database('bench_kafka_floor');
  const product = await startSeparate(bench, await server.database('bench_kafka'), brokers);
  try {
    await idle(bench, product, bench.quick ? 5 : 15);
    let person = 2_000_000;
    for (const connections of [1, 8, 16]) {
      await product.settled(300_000);
      const floor = await plainInserts(bare, connections, bench.quick ? 2 : 5, framesOfStays(64, 10)[0]!);
      const { sent, took, latencies, refused } = await sendFor(
        product.mllpPort,
        connections,
        bench.quick ? 3 : 10,
        () => (person += 10_000),
      );
      const settledMs = await product.settled(600_000);
      bench.tell({
        name: `kafka.intake.${connections}`,
        value: sent / took,
        unit: 'messages/s',
        floor: { value: floor, unit: 'tx/s', what: 'bare pg: begin, raw, event, outbox, commit' },
        seen: {
          refused,
          ackP50: rounded(percentile(latencies, 0.5)),
          ackP99: rounded(percentile(latencies, 0.99)),
          settledAfterS: rounded(settledMs / 1000, 1),
        },
      });
    }
    await alertFigures(bench, bare, product, () => product.settled(120_000), { name: 'kafka.alert', p50: '<= 40 ms', p99: '<= 250 ms' });
  } finally {
    await product.stop();
  }
}

/** What a role costs while nothing happens. */
async function idle(bench: Bench, { services }: Separate, seconds: number): Promise<void> {
  const before = services.map(({ pid }) => processorSeconds(pid!));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  services.forEach(({ role, pid }, i) =>
    bench.tell({
      name: `kafka.idle.${role}`,
      value: ((processorSeconds(pid!) - before[i]!) / seconds) * 100,
      unit: '% of a core',
      floor: null,
      seen: { residentMiB: Math.round(residentOf(pid!)) },
    }),
  );
}

/** Intake goes on alone for a while; then the others start, and catch up. */
async function catchUp(bench: Bench, server: BenchServer, brokers: string): Promise<void> {
  const url = await server.database('bench_kafka_catch_up');
  const product = await startSeparate(bench, url, brokers);
  try {
    const others = product.services.filter(({ role }) => role !== 'intake');
    await Promise.all(others.map((service) => service.end('SIGTERM')));
    const wanted = bench.quick ? 4_000 : 68_000;
    const events = () =>
      withClient(url, async (client) => (await client.query('select count(*)::int as n from intake.event')).rows[0].n as number);
    for (let person = 3_000_000; (await events()) < wanted; person += 100_000)
      await sendFor(product.mllpPort, 16, 5, () => (person += 10_000));
    const started = performance.now();
    await Promise.all(others.map((service) => service.start()));
    await product.settled(1_800_000);
    const took = (performance.now() - started) / 1000;
    const spent = others.reduce((sum, { pid }) => sum + processorSeconds(pid!), 0);
    const verdict = await withClient(url, async (client) => ({
      parked: (await client.query('select count(*)::int as n from flow.dead_letter')).rows[0].n,
      gaps: (
        await client.query(
          'select count(*)::int as n from (select journey_id from gateway.journey_rev group by 1 having max(revision) <> count(*)) x',
        )
      ).rows[0].n,
      openTwice: (
        await client.query(
          `select count(*)::int as n from (select rule, municipality from gateway.alert where open group by 1, 2 having count(*) > 1) x`,
        )
      ).rows[0].n,
    }));
    const read = await events();
    bench.tell({
      name: 'kafka.catch-up',
      value: took,
      unit: 's',
      floor: null,
      aim: '<= 60 s for 68 000',
      seen: { events: read, perS: Math.round(read / took), cpuMsPerEvent: rounded((spent * 1000) / read), ...verdict },
    });
  } finally {
    await product.stop();
  }
}

async function startSeparate(
  { profile }: Bench,
  databaseUrl: string,
  brokers: string,
  counts: Partial<Record<Role, number>> = {},
): Promise<Separate> {
  const services = await planServices(counts, {
    flags: profile ? ['--cpu-prof', `--cpu-prof-dir=${join(root, '.bench/profiles/kafka')}`] : [],
    host: '127.0.0.1',
    port: await freePort(),
    mllpPort: await freePort(),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: databaseUrl,
      BUS: 'kafka',
      KAFKA_BROKERS: brokers,
      KAFKA_REPLICATION: '1',
      KAFKA_PREFIX: `bench${++runs}`,
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: masterKey.toString('base64'),
      SLUSS_DEMO: 'off',
      SLUSS_POLICY: join(root, 'policies', 'demo'),
      SLUSS_LOG: 'error',
    },
  });
  await Promise.all(services.map((service) => service.start()));
  const gateway = services.find(({ role }) => role === 'gateway')!;
  return {
    url: gateway.url,
    mllpPort: services.find(({ role }) => role === 'intake')!.mllpPort,
    services,
    settled: (patienceMs) => settled(gateway.url, patienceMs),
    stop: async () => void (await Promise.all(services.map((service) => service.end('SIGTERM')))),
  };
}

/** Nothing in an outbox and no group behind, as the operator sees it. */
async function settled(url: string, patienceMs: number): Promise<number> {
  const started = performance.now();
  for (let quiet = 0; quiet < 3;) {
    const response = await fetch(`${url}/api/v1/operator`, { headers: bearer });
    const view = (await response.json()) as { outbox: number; silent: string[]; lags: { lag: number }[] };
    const left = response.ok && view.silent.length === 0 ? view.outbox + view.lags.reduce((sum, { lag }) => sum + lag, 0) : -1;
    quiet = left === 0 ? quiet + 1 : 0;
    if (performance.now() - started > patienceMs) throw new Error(`${left} events are still on their way after ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - started;
}
