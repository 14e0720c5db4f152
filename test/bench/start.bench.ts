// From the command to the line `ready`, on the embedded database as `npm start` has it, and the memory that is held then.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#platform';
import type { Bench } from './figure.ts';
import { rounded } from './figure.ts';
import { residentOf, residentOfPostgres, startProduct } from './product.ts';
import { masterKey } from './server.ts';

export async function startBench(bench: Bench): Promise<void> {
  const bare = join(bench.folder, 'start-floor');
  const floors = { first: await bareServer(bare), second: await bareServer(bare) };
  const [plain, demo] = [join(bench.folder, 'start-plain'), join(bench.folder, 'start-demo')];
  const one = async (name: string, dataDir: string, on: boolean, first: boolean, aim?: string) => {
    const product = await startProduct({
      env: { SLUSS_DATA: dataDir, SLUSS_DEMO: on ? 'on' : 'off' },
      profile: bench.profile && `start-${name}`,
      patienceMs: 900_000,
    });
    const memory = { productMiB: Math.round(residentOf(product.pid)), postgresMiB: Math.round(residentOfPostgres(dataDir)) };
    await product.stop();
    bench.tell({
      name: `start.${name}`,
      value: rounded(product.readyMs / 1000),
      unit: 's',
      floor: {
        value: rounded((first ? floors.first : floors.second) / 1000),
        unit: 's',
        what: first ? 'embedded PostgreSQL alone: made and started' : 'embedded PostgreSQL alone: started',
      },
      ...(aim ? { aim } : {}),
      seen: memory,
    });
  };
  await one('first', plain, false, true);
  await one('second', plain, false, false);
  if (bench.quick) return;
  await one('demo-first', demo, true, true, '< 30 s');
  await one('demo-second', demo, true, false);
}

async function bareServer(dataDir: string): Promise<number> {
  mkdirSync(dataDir, { mode: 0o711, recursive: true });
  const started = performance.now();
  const postgres = await startEmbeddedPostgres(dataDir, masterKey);
  const took = performance.now() - started;
  await postgres.stop();
  return took;
}
