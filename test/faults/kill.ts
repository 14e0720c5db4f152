// kill -9 at random moments under load, again and again on the same data; in the end an independent checker looks for what was promised.
//
//   npm run build && node dist/test/faults/kill.js [kills] [seed]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { freePort, startEmbeddedPostgres } from '#platform';
import { randomFrom } from '#simulator';
import { Child, until } from '../child.ts';
import { check, inWords, type Verdict } from './checker.ts';
import { HospitalLoad } from './hospital-load.ts';
import { Ledger, readLedger } from './ledger.ts';

const TOKEN = 'faults-token-faults-token-faults-token';
const LINES = 4;

export interface KillRun {
  readonly kills: number;
  readonly seed: string;
  readonly databaseUrl: string;
  /** The built main of the whole product. */
  readonly main: string;
  readonly ledger: string;
}

/** Answers when everything has been acknowledged and handled. */
export async function killUnderLoad({ kills, seed, databaseUrl, main, ledger }: KillRun): Promise<void> {
  const random = randomFrom(`kill/${seed}`);
  const [port, mllpPort] = [await freePort(), await freePort()];
  const start = async () => {
    const child = new Child(main, {
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      MLLP_PORT: String(mllpPort),
      SLUSS_DEMO: 'off',
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: Buffer.alloc(32, 9).toString('base64'),
      SLUSS_LOG: 'error',
    });
    await child.ready();
    return child;
  };
  const api = `http://127.0.0.1:${port}`;
  let child = await start();
  const load = new HospitalLoad({ mllpPort, apis: [api], token: TOKEN, ledger: new Ledger(ledger) }, LINES);
  try {
    // What hospitals send is taken in before anybody is shown to wait: the kills begin when there is something to lose on both sides.
    await load.firstHold;
    for (let kill = 0; kill < kills; kill++) {
      // Somewhere in the work: after some messages, and then at any moment of what follows from them.
      await load.more(1 + random.int(60));
      await new Promise((then) => setTimeout(then, random.between(0, 80)));
      await child.kill('SIGKILL');
      child = await start();
    }
    await load.more(20);
    await load.stop();
    if (load.misunderstood.length > 0) throw new Error(load.misunderstood.join('\n'));
    const idle = async () => {
      const response = await fetch(`${api}/api/v1/operator`, { headers: { authorization: `Bearer ${TOKEN}` } });
      const { outbox, lags } = (await response.json()) as { outbox: number; lags: { lag: number }[] };
      return outbox === 0 && lags.every(({ lag }) => lag === 0);
    };
    // Twice: what the first look found handled may have led to more.
    await until(async () => (await idle()) && (await idle()), 'all events to be handled', 120_000);
  } finally {
    await child.kill('SIGTERM');
  }
}

export async function checked(databaseUrl: string, ledger: string): Promise<Verdict> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await check(client, readLedger(ledger));
  } finally {
    await client.end();
  }
}

async function main() {
  const kills = Number(process.argv[2] ?? 20);
  const seed = process.argv[3] ?? '1';
  const folder = mkdtempSync(join(tmpdir(), 'sluss-kill-'));
  const postgres = await startEmbeddedPostgres(folder, Buffer.alloc(32, 1));
  try {
    const started = performance.now();
    const built = resolve(dirname(fileURLToPath(import.meta.url)), '../../apps/all/main.js');
    const ledger = join(folder, 'ledger');
    await killUnderLoad({ kills, seed, databaseUrl: postgres.url, main: built, ledger });
    const verdict = await checked(postgres.url, ledger);
    console.log(inWords(verdict));
    console.log(`${kills} kills, seed ${seed}, ${verdict.held} holds promised, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    for (const what of [...verdict.lost, ...verdict.doubled, ...verdict.overAllocated].slice(0, 50)) console.log(`  ${what}`);
    process.exitCode = verdict.lost.length + verdict.doubled.length + verdict.overAllocated.length > 0 ? 1 : 0;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void main();
