// `npm run start:kafka`: the whole product as separate processes over Kafka, with the demo, on one machine. The database is the embedded one unless
// DATABASE_URL says otherwise, the broker the one of `npm run kafka:up` unless KAFKA_BROKERS does. History is filled in first, in this process.
import { existsSync, readFileSync } from 'node:fs';
import { ConfigError, readConfig, startEmbeddedPostgres, startProcess, type RunningProcess } from '#platform';
import { startDemo } from './demo.ts';
import { fillFirstTime } from './fill.ts';
import { progress } from './all.ts';
import { allRoles } from './roles.ts';
import { planServices, type Service } from './services.ts';

const TOLD = '.kafka/brokers';
const undo: (() => Promise<unknown> | undefined)[] = [];
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const step of undo.splice(0).reverse()) await step()?.catch(() => {});
  process.exit(code);
}

async function start(): Promise<void> {
  const here = existsSync(TOLD) ? { KAFKA_BROKERS: readFileSync(TOLD, 'utf8').trim(), KAFKA_REPLICATION: '1' } : {};
  const given = { ...here, ...process.env, BUS: 'kafka' };
  const config = readConfig(given);
  const postgres = config.databaseUrl ? null : await startEmbeddedPostgres(config.dataDir, config.masterKey);
  undo.push(() => postgres?.stop());
  const env = {
    ...given,
    DATABASE_URL: config.databaseUrl ?? postgres!.url,
    SLUSS_KEY: config.masterKey.toString('base64'),
    SLUSS_TOKEN: config.token ?? undefined,
    SLUSS_PUBLIC_URL: config.publicUrl,
  };
  await fill(env);
  const { host, port, mllpPort } = config;
  const services = await planServices({}, { env, host, port, mllpPort });
  undo.push(() => Promise.all(services.map((service) => service.end('SIGTERM'))));
  await Promise.all(services.map((service) => service.start()));
  for (const { role, pid, url } of services) process.stdout.write(`${role} is process ${pid}, ${url}\n`);
  if (config.demo) await drive(env, services, { host, port: mllpPort });
  process.stdout.write(`ready http://localhost:${port}\n`);
}

/** All roles in this process, only until the history is there. */
async function fill(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const running = await startProcess(allRoles, { env: { ...env, PORT: '0', MLLP_PORT: '0' } });
  try {
    await fillFirstTime(running, progress());
  } finally {
    await running.close();
  }
}

/** The made-up people need keys and their own register, and none of the roles. */
async function drive(
  env: Readonly<Record<string, string | undefined>>,
  services: readonly Service[],
  mllp: { host: string; port: number },
) {
  const running: RunningProcess = await startProcess([], { env: { ...env, PORT: '0', MLLP_PORT: '0' } });
  undo.push(() => running.close());
  const gateway = services.find(({ role }) => role === 'gateway')!;
  const halt = await startDemo(running, { apiUrl: `${gateway.url}/api/v1`, mllp });
  if (halt) undo.push(halt);
}

process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `Sluss cannot start. ${(error as Error).message}`}\n`);
  await stop(1);
}
