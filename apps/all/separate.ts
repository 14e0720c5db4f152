// `npm run start:kafka`: the whole product as separate processes over Kafka, with the demo, on one machine. The database is the embedded one unless
// DATABASE_URL says otherwise, the broker the one of `npm run kafka:up` unless KAFKA_BROKERS does; the database's files then lie beside the broker's, since
// neither is of use without the other. History is filled in first, in this process, which afterwards drives the demo.
import { existsSync, readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { type Config, ConfigError, portFault, readConfig, startEmbeddedPostgres, startProcess, type RunningProcess } from '#platform';
import { startDemo } from './demo.ts';
import { fillFirstTime, isFilled } from './fill.ts';
import { progress } from './all.ts';
import { allRoles } from './roles.ts';
import { planServices, type Service } from './services.ts';

type Env = Readonly<Record<string, string | undefined>>;

const TOLD = '.kafka/brokers';
const BESIDE = '.kafka/sluss';
/** A little less than the ten seconds it may take: the broker is ended after us. */
const ENDS_WITHIN_MS = 7000;
const undo: (() => Promise<unknown> | undefined)[] = [];
let services: readonly Service[] = [];
let stopping = false;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => {
    for (const service of services) service.signal('SIGKILL');
    process.exit(code || 1);
  }, ENDS_WITHIN_MS).unref();
  for (const step of undo.splice(0).reverse()) await step()?.catch(() => {});
  process.exit(code);
}

async function start(): Promise<void> {
  const given = settings();
  const config = readConfig(given);
  await refuseTaken('PORT', config.host, config.port);
  await refuseTaken('MLLP_PORT', config.host, config.mllpPort);
  await requireBroker(config.kafka!.brokers);
  if (!config.databaseUrl) say('starting the database');
  const postgres = config.databaseUrl ? null : await startEmbeddedPostgres(config.dataDir, config.masterKey);
  undo.push(() => postgres?.stop());
  const env = {
    ...given,
    DATABASE_URL: config.databaseUrl ?? postgres!.url,
    SLUSS_KEY: config.masterKey.toString('base64'),
    SLUSS_TOKEN: config.token ?? undefined,
    SLUSS_PUBLIC_URL: config.publicUrl,
  };
  const demo = config.demo ? await atHome(env) : null;
  if (!demo || !(await isFilled(demo))) await fill(env);
  say('starting a process for each role');
  const { host, port, mllpPort } = config;
  services = await planServices({}, { env, host, port, mllpPort, ...(demo ? { demoUrl: addressOf(demo) } : {}) });
  undo.push(() => Promise.all(services.map((service) => service.end('SIGTERM'))));
  await Promise.all(services.map((service) => service.start()));
  for (const { role, pid, url } of services) say(`${role} is process ${pid}, ${url}`);
  for (const service of services) void tend(service);
  if (demo) await drive(demo, config);
  say(`ready http://localhost:${port}`);
}

function settings(): Env {
  const { KAFKA_BROKERS, SLUSS_DATA, DATABASE_URL } = process.env;
  if (KAFKA_BROKERS === undefined && !existsSync(TOLD))
    throw new Error('KAFKA_BROKERS: there is no broker yet; `npm run kafka:up` starts one on this machine');
  if (KAFKA_BROKERS !== undefined) return { ...process.env, BUS: 'kafka' };
  const data = SLUSS_DATA === undefined && DATABASE_URL === undefined ? { SLUSS_DATA: BESIDE } : {};
  return { KAFKA_BROKERS: readFileSync(TOLD, 'utf8').trim(), KAFKA_REPLICATION: '1', ...data, ...process.env, BUS: 'kafka' };
}

/** Said before minutes are spent on filling, and before a database is touched that another Sluss may be using. */
async function refuseTaken(setting: 'PORT' | 'MLLP_PORT', host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(portFault(setting, port, error)));
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

async function requireBroker(brokers: readonly string[]): Promise<void> {
  const answering = await Promise.all(brokers.map(answers));
  if (!answering.includes(true))
    throw new Error(`KAFKA_BROKERS: no broker answers at ${brokers.join()}; \`npm run kafka:up\` starts one on this machine`);
}

function answers(broker: string): Promise<boolean> {
  const [host, port] = broker.split(':');
  return new Promise((resolve) => {
    const socket = createConnection({ host: host!, port: Number(port) });
    const tell = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .setTimeout(5000, () => tell(false))
      .once('connect', () => tell(true))
      .once('error', () => tell(false));
  });
}

/** All roles in this process, only until the history is there. */
async function fill(env: Env): Promise<void> {
  const running = await startProcess(allRoles, { env: { ...env, PORT: '0', MLLP_PORT: '0' } });
  try {
    await fillFirstTime(running, progress());
  } finally {
    await running.close();
  }
}

/** The made-up people need keys and their own register, and none of the roles. */
async function atHome(env: Env): Promise<RunningProcess> {
  const running = await startProcess([], { env: { ...env, PORT: '0', MLLP_PORT: '0' } });
  undo.push(() => running.close());
  return running;
}

const addressOf = ({ url, config }: RunningProcess) => url.replace('localhost', config.host);

async function drive(demo: RunningProcess, { host, mllpPort }: Config): Promise<void> {
  const gateway = services.find(({ role }) => role === 'gateway')!;
  const halt = await startDemo(demo, { apiUrl: `${gateway.url}/api/v1`, mllp: { host, port: mllpPort } });
  if (halt) undo.push(halt);
}

/** As an orchestrator does: what ends by itself is told of and started again. */
async function tend(service: Service): Promise<void> {
  for (;;) {
    await service.over();
    if (stopping) return;
    say(`${service.role} ended by itself and is started again: ${service.complaint.trim().split('\n').at(-1) ?? ''}`);
    await after(1000);
    if (!stopping) await service.start().catch(() => {});
  }
}

process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
try {
  await start();
} catch (error) {
  // What is ended while it starts has nothing to complain about.
  if (!stopping)
    process.stderr.write(`${error instanceof ConfigError ? error.message : `Sluss cannot start. ${(error as Error).message}`}\n`);
  await stop(1);
}
