// The queue as screens ask for it, two hundred times a second by the clock, with few and with very many journeys that are over.
import type { Bench } from './figure.ts';
import { percentile } from './figure.ts';
import { openLoop, type Asked } from './open-loop.ts';
import { startProduct } from './product.ts';
import { closedJourneys, openJourneys } from './queue-rows.ts';
import { withClient, type BenchServer } from './server.ts';

const perSecond = 200;
const patience = { aim: 'p99 <= 25 ms' };

export async function queueBench(bench: Bench, server: BenchServer): Promise<void> {
  const url = await server.database('bench_queue');
  // The gateway alone, with the demo's logins: coordinators and placement teams see names, so their reads are logged and opened.
  const product = await startProduct({ role: 'gateway', env: { DATABASE_URL: url, SLUSS_DEMO: 'on' }, profile: bench.profile && 'queue' });
  const seconds = bench.quick ? 5 : 20;
  try {
    await openJourneys(url, 400);
    const reads = await queueReads(product.url);
    const p99s: number[] = [];
    let made = 0;
    for (const closed of bench.quick ? [1_000, 10_000] : [10_000, 1_000_000]) {
      await withClient(url, (client) => closedJourneys(client, made, closed));
      made = closed;
      await openLoop(product.url, reads, 50, 3);
      const session = await openLoop(
        product.url,
        reads.map(({ headers }) => ({ path: '/api/v1/session', headers })),
        perSecond,
        seconds / 2,
      );
      const { latencies, failed } = await openLoop(product.url, reads, perSecond, seconds);
      const name = `queue.${closed >= 1_000_000 ? `${closed / 1_000_000}M` : `${closed / 1000}k`}`;
      for (const [share, which] of [
        [0.5, 'p50'],
        [0.99, 'p99'],
      ] as const) {
        bench.tell({
          name: `${name}.${which}`,
          value: percentile(latencies, share),
          unit: 'ms',
          floor: { value: percentile(session.latencies, share), unit: 'ms', what: 'GET /session at the same rate' },
          ...(which === 'p99' ? patience : {}),
          seen: { requests: latencies.length, failed, perSecond },
        });
      }
      p99s.push(percentile(latencies, 0.99));
    }
    bench.tell({
      name: 'queue.many-by-few.p99',
      value: p99s[1]!,
      unit: 'ms',
      floor: { value: p99s[0]!, unit: 'ms', what: 'the same with few closed journeys' },
      aim: 'ratio <= 1.2',
    });
  } finally {
    await product.stop();
  }
}

/** Who asks for what: mostly the first page as it opens, some filters, some second looks. */
async function queueReads(url: string): Promise<Asked[]> {
  const cookies = await Promise.all(['samordnare', 'chef', 'placering-1382', 'placering-1380'].map((login) => logIn(url, login)));
  const [coordinator, manager, falkenberg, halmstad] = cookies as [string, string, string, string];
  const ask = (cookie: string, query = '') => ({ path: `/api/v1/journeys${query}`, headers: { cookie } });
  return [
    ask(coordinator),
    ask(falkenberg),
    ask(coordinator, '?state=waiting'),
    ask(halmstad),
    ask(manager),
    ask(coordinator, '?municipality=1382'),
    ask(falkenberg, '?state=waiting&sort=readySince'),
    ask(coordinator, '?cause=capacity&sort=-waitHours'),
  ];
}

async function logIn(url: string, login: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`no login ${login}: ${response.status}`);
  return cookie;
}
