// From a hospital's message to the alert on somebody's screen, while the rest of the region goes on talking: each probe is one more person ready for
// a short-term place where there is none, and the clock stops when the live stream names the municipality's alert with a newer revision.
import { join } from 'node:path';
import type { PolicyView, StreamChange } from '#contracts';
import { referenceUnits } from '#simulator';
import { openStream } from '../../apps/gateway/testing/event-stream.ts';
import type { Bench } from './figure.ts';
import { percentile } from './figure.ts';
import { frameOf, framesOfStays, Line, personNumber, visitOf } from './feed.ts';
import { notifyChain } from './notify-chain.ts';
import { bearer, root, startProduct, type Product } from './product.ts';
import { settled, type BenchServer } from './server.ts';

const municipalities = ['1384', '1383', '1382', '1380', '1381', '1315'];
const hour = 3_600_000;
const background = 100;
/** intake, its relay, flow, its relay, alerting, its relay, gateway */
const hops = 7;

export async function alertBench(bench: Bench, server: BenchServer): Promise<void> {
  const url = await server.database('bench_alert');
  const bare = await server.database('bench_alert_floor');
  const product = await startProduct({
    env: { DATABASE_URL: url, SLUSS_DEMO: 'off', SLUSS_POLICY: join(root, 'policies', 'demo') },
    profile: bench.profile && 'alert',
  });
  try {
    await alertFigures(bench, bare, product, () => settled(url, 120_000), { name: 'alert', p50: '<= 15 ms', p99: '<= 100 ms' });
  } finally {
    await product.stop();
  }
}

type Reached = Pick<Product, 'url' | 'mllpPort'>;

/** On a product that is up, whatever it is made of. `bare` is the database of the floor. */
export async function alertFigures(
  bench: Bench,
  bare: string,
  product: Reached,
  untilSettled: () => Promise<unknown>,
  aims: { readonly name: string; readonly p50: string; readonly p99: string },
): Promise<void> {
  const dueFrom = await occupyAllShortTerm(product);
  await untilSettled();
  const floor = await notifyChain(bare, hops, bench.quick ? 30 : 100);
  const { latencies, missed, raised, flowed } = await probe(product, bench.quick ? 12 : 60, dueFrom);
  const what = `${hops} x (insert + NOTIFY to a listener), the first one durable`;
  const seen = { probes: latencies.length + missed, missed, raised, backgroundPerS: flowed };
  for (const [share, name, aim] of [
    [0.5, 'p50', aims.p50],
    [0.99, 'p99', aims.p99],
  ] as const)
    bench.tell({
      name: `${aims.name}.${name}`,
      value: percentile(latencies, share),
      unit: 'ms',
      floor: { value: percentile(floor, share), unit: 'ms', what },
      aim,
      seen,
    });
}

/** Nobody can be given a short-term place anywhere. Answers when a shortage has lasted long enough to be told at once. */
async function occupyAllShortTerm({ url }: Reached): Promise<number> {
  const places = referenceUnits.filter((unit) => unit.kind === 'short-term').flatMap((unit) => unit.places);
  for (const { placeId } of places) await occupy(url, placeId);
  const response = await fetch(`${url}/api/v1/operator/policy`, { headers: bearer });
  const { inForce } = (await response.json()) as PolicyView;
  return performance.now() + (inForce.alerting.rules['short-term-shortage'].forSeconds + 1) * 1000;
}

async function occupy(url: string, placeId: string): Promise<void> {
  const headers = { ...bearer, 'content-type': 'application/json', 'if-match': '"1"' };
  const response = await fetch(`${url}/api/v1/places/${placeId}/occupy`, { method: 'POST', headers, body: '{}' });
  if (!response.ok) throw new Error(`${placeId} could not be occupied: ${response.status} ${await response.text()}`);
}

async function probe(product: Reached, probes: number, dueFrom: number) {
  const stream = await openStream(`${product.url}/api/v1/stream`, bearer);
  const alerts = new AlertsHeard();
  const reading = (async () => {
    for (;;) alerts.hear((await stream.next()).data);
  })();
  reading.catch(() => undefined);
  const line = await Line.to(product.mllpPort);
  for (let i = 0; i < probes; i++) await line.send(stay(i, 'A01'));
  await pause(dueFrom - performance.now() - 3000);
  const flow = await startBackground(product.mllpPort);
  await pause(3000);
  const latencies: number[] = [];
  let missed = 0;
  let raised = 0;
  for (let i = 0; i < probes; i++) {
    const code = municipalities[i % municipalities.length]!;
    const heard = alerts.next(code);
    const sent = performance.now();
    void line.send(stay(i, 'A08', code));
    const told = await Promise.race([heard, pause(5000).then(() => null)]);
    if (told === null) missed += 1;
    else {
      latencies.push(told.at - sent);
      if (told.revision === 1) raised += 1;
    }
    // Not in step with anything that ticks.
    await pause(150 + Math.random() * 200);
  }
  const flowed = await flow.stop();
  line.close();
  stream.close();
  return { latencies, missed, raised, flowed };
}

function stay(i: number, trigger: 'A01' | 'A08', readyFor?: string): Buffer {
  const person = { ...personNumber(5_000_000 + i), municipality: municipalities[i % municipalities.length]! };
  const admittedAt = Date.now() - 20 * hour;
  const ready = readyFor ? { ready: { at: Date.now() - hour, targets: ['short-term' as const], needs: [], municipality: readyFor } } : {};
  const location = { facility: 'HSH', unit: 'HSH-GERI', sourceUnit: null, bed: '3:1' };
  return frameOf({
    trigger,
    person,
    occurredAt: readyFor ? Date.now() - 1000 : admittedAt,
    stay: { visit: visitOf(5_000_000 + i), location, admittedAt },
    ...ready,
  });
}

class AlertsHeard {
  private waiting: { prefix: string; found: (told: { at: number; revision: number }) => void } | null = null;

  next(municipality: string): Promise<{ at: number; revision: number }> {
    return new Promise((found) => (this.waiting = { prefix: `short-term-shortage.${municipality}.`, found }));
  }

  hear(change: StreamChange): void {
    if (change.kind !== 'alert' || !this.waiting || !change.id.startsWith(this.waiting.prefix)) return;
    this.waiting.found({ at: performance.now(), revision: change.revision });
    this.waiting = null;
  }
}

/** A hundred messages a second on four lines, sent by the clock. */
async function startBackground(port: number): Promise<{ stop(): Promise<number> }> {
  const frames = framesOfStays(background * 120, 6_000_000);
  const lines = await Promise.all([1, 2, 3, 4].map(() => Line.to(port)));
  const queues = lines.map(() => Promise.resolve(0));
  const started = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    for (; due < ((performance.now() - started) / 1000) * background && due < frames.length; due++) {
      const [at, frame] = [due % lines.length, frames[due]!];
      queues[at] = queues[at]!.then(() => lines[at]!.send(frame));
    }
  }, 5);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(queues);
      for (const line of lines) line.close();
      return Math.round(due / ((performance.now() - started) / 1000));
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
