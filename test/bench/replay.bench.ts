// A long log into the gateway's read models: built once, then forgotten and built again by a replay. Equal hashes, equal bytes.
import { startProcess } from '#platform';
import { gatewayRole } from '../../apps/gateway/role.ts';
import { readModelHash, truncateReadModel } from '../../apps/gateway/read-model/hash.ts';
import type { Bench } from './figure.ts';
import { plainUpserts } from './plain-upserts.ts';
import { TOKEN } from './product.ts';
import { connected, masterKey, type BenchServer } from './server.ts';
import { openLog, writeLog } from './synthetic-log.ts';

export async function replayBench(bench: Bench, server: BenchServer): Promise<void> {
  const url = await server.database('bench_replay');
  const env = {
    DATABASE_URL: url,
    PORT: '0',
    MLLP_PORT: '1',
    SLUSS_TOKEN: TOKEN,
    SLUSS_KEY: masterKey.toString('base64'),
    SLUSS_LOG: 'error',
    SLUSS_DEMO: 'off',
  };
  const gateway = await startProcess([gatewayRole], { env });
  const client = await connected(url);
  try {
    const events = await writeLog(client, bench.quick ? 100 : 1000);
    const floor = {
      value: await plainUpserts(url, bench.quick ? 20_000 : 60_000),
      unit: 'events/s',
      what: 'bare pg: the same rows by unnest upsert, ready in memory, 4 connections',
    };
    const hash = () => gateway.dataSource.transaction((em) => readModelHash(em));
    let started = performance.now();
    await openLog(client);
    await gateway.eventing.settled();
    const first = { took: (performance.now() - started) / 1000, hash: await hash() };
    bench.tell({ name: 'replay.first-build', value: events / first.took, unit: 'events/s', floor, seen: { events } });
    started = performance.now();
    await gateway.eventing.replay('gateway.read', { from: 0, reset: truncateReadModel });
    await gateway.eventing.settled();
    const again = { took: (performance.now() - started) / 1000, hash: await hash() };
    const { rows } = await client.query('select count(*)::int as parked from gateway.dead_letter');
    bench.tell({
      name: 'replay.again',
      value: events / again.took,
      unit: 'events/s',
      floor,
      aim: '>= 15000/s, same hash',
      seen: { events, sameHash: again.hash === first.hash, hash: again.hash.slice(0, 12), parked: rows[0].parked },
    });
  } finally {
    await client.end();
    await gateway.close();
  }
}
