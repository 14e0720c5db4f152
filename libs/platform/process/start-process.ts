// Starts one process with any of the roles in it: settings, database, migrations, event servers, relays, HTTP. Every role's main is one call
// of this; apps/all is the same call with all of them. What is wrong at the start is said in one line that names the setting.
import 'reflect-metadata';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Eventing, loggingObserver, observers, prometheusObserver, type Group, type Observer } from '#eventing';
import type { DataSource } from 'typeorm';
import { watchClock } from '../clock-watch.ts';
import { ScaledClock, systemClock, type Clock } from '../clock.ts';
import { ConfigError, readConfig, type Config, type Role } from '../config.ts';
import { newDataSource, openDatabase, type MigrationClass } from '../database.ts';
import { startEmbeddedPostgres, type RunningPostgres } from '../embedded-postgres.ts';
import { failpointOf } from '../failpoint.ts';
import { HealthRegistry } from '../health.ts';
import { newFastifyAdapter } from '../http/fastify.ts';
import { newLogger, NestLogger, setLogLevel } from '../logging.ts';
import { metrics, startProcessMetrics } from '../metrics.ts';
import { PlatformModule } from '../platform.module.ts';
import { Policies } from '../policy/policies.ts';
import { readPolicyFiles } from '../policy/policy-files.ts';
import { halland, type Region } from '../region/halland.ts';
import { Reloads } from '../reloads.ts';
import { RoleThread, RoleThreads } from './role-thread.ts';
import { migrationsOf } from './migrations.ts';

/** What a role brings to a process. */
export interface RoleParts {
  readonly role: Role;
  readonly module: Type;
  readonly migrations: readonly MigrationClass[];
  readonly groups: readonly Group[];
  /** Where its thread begins, when it is to have one beside this process's own; that thread then relays its outbox. */
  readonly thread?: URL;
}

export interface RunningProcess {
  readonly app: INestApplication;
  readonly config: Config;
  readonly clock: Clock;
  readonly region: Region;
  readonly dataSource: DataSource;
  readonly eventing: Eventing;
  /** Where HTTP answers. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ProcessOptions {
  /** A part has given up for good. */
  readonly fatal?: (error: Error) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly region?: Region;
  /** The moment a demo's time is counted from. */
  readonly since?: Date;
  /** This is a thread of a process that has migrated the database, and that answers HTTP for it. */
  readonly thread?: boolean;
}

/** Everything up to answering requests. Throws an Error whose message a person can act on. */
export async function startProcess(parts: readonly RoleParts[], options: ProcessOptions = {}): Promise<RunningProcess> {
  const { env = process.env, since = systemClock.now(), thread = false } = options;
  const config = readConfig(env);
  setLogLevel(config.logLevel);
  const failpoint = failpointOf(env);
  if (!thread) startProcessMetrics();
  const clock = options.clock ?? (config.demo && config.demoSpeed > 1 ? new ScaledClock(since, config.demoSpeed) : systemClock);
  const region = options.region ?? halland;
  // Before anything is started: what is wrong in a file is said at once.
  readPolicyFiles(config, region);
  const undo: (() => Promise<unknown>)[] = [];
  // The client says nothing to its groups before the hour at which it last did: they go on without us, and we read on without them.
  const unwatch = watchClock((ms) => {
    if (config.kafka && parts.some(({ groups }) => groups.length > 0))
      options.fatal?.(new Error(`the clock was set back by ${Math.round(ms / 1000)} s, and the Kafka client goes by it`));
  });
  undo.push(async () => unwatch());
  const close = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: Error) => newLogger('process').error({ err: { message: error.message } }, 'while closing'));
  };
  try {
    const threads = new RoleThreads(parts.flatMap((part) => (part.thread ? [new RoleThread(part.role, part.thread)] : [])));
    undo.push(() => threads.close());
    const postgres = config.databaseUrl ? null : await embedded(config);
    if (postgres) undo.push(() => postgres.stop());
    const databaseUrl = config.databaseUrl ?? postgres!.url;
    const dataSource = newDataSource(databaseUrl, migrationsOf(parts));
    if (thread) await dataSource.initialize();
    else await openDatabase(dataSource, config.databaseUrl ? 'DATABASE_URL' : 'SLUSS_DATA', config.migrate);
    undo.push(() => dataSource.destroy());
    const atWork = threads.start({ env: { ...env, DATABASE_URL: databaseUrl, SLUSS_KEY: config.masterKey.toString('base64') }, since });
    atWork.catch(() => {});

    const groups = parts.flatMap((part) => part.groups);
    const hosted = parts.map((part) => part.role);
    const eventing = new Eventing({
      dataSource,
      roles: hosted,
      relayedElsewhere: threads.roles,
      bus: busOf(config, hosted),
      observer: observe(),
      fatal: options.fatal,
      failpoint,
    });
    undo.push(() => eventing.close());
    await eventing.prepare(groups);
    const app = await buildApp(parts, { config, clock, region, dataSource, eventing, threads, hosted, failpoint });
    undo.push(() => app.close());
    // First of all on the way down: what hospitals send is answered before anything else closes.
    undo.push(() => threads.close());
    if (!thread) await app.get(Policies).open();
    eventing.serve(app, groups);
    await atWork;
    await app.startAllMicroservices();
    eventing.start();
    app.get(HealthRegistry).add('events', () => eventsHealth(eventing));
    const port = thread ? await app.init().then(() => 0) : await listen(app, config);
    return { app, config, clock, region, dataSource, eventing, url: `http://localhost:${port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function busOf({ kafka, eventKey }: Config, roles: readonly Role[]) {
  return kafka === null
    ? ('postgres' as const)
    : { kafka: { ...kafka, eventKey, clientId: `sluss-${roles.length > 1 ? 'all' : roles[0]}` } };
}

async function embedded(config: Config): Promise<RunningPostgres> {
  try {
    return await startEmbeddedPostgres(config.dataDir, config.masterKey);
  } catch (error) {
    const message = (error as Error | undefined)?.message ?? 'it ended at once; is the disk full, or the folder from another version?';
    throw new Error(
      message.startsWith('SLUSS_DATA') ? message : `SLUSS_DATA: the embedded PostgreSQL in ${config.dataDir} does not start: ${message}`,
    );
  }
}

async function buildApp(parts: readonly RoleParts[], shared: Parameters<typeof PlatformModule.with>[0]): Promise<INestApplication> {
  @Module({ imports: [PlatformModule.with(shared), ...parts.map((part) => part.module)] })
  class ProcessModule {}
  return NestFactory.create(ProcessModule, newFastifyAdapter(shared.config) as never, { logger: new NestLogger(), abortOnError: false });
}

/** What keeps us from listening there, in words that name the setting. */
export function portFault(setting: 'PORT' | 'MLLP_PORT', port: number, { code, message }: NodeJS.ErrnoException): Error {
  if (code === 'EADDRINUSE') return new Error(`${setting}: ${port} is in use by another program; choose another port`);
  if (code === 'EACCES') return new Error(`${setting}: may not listen on it; choose a port above 1023`);
  return new Error(message);
}

async function listen(app: INestApplication, config: Config): Promise<number> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    const { port } = error as { port?: number };
    const isMllp = port === config.mllpPort && config.mllpPort !== 0;
    throw portFault(isMllp ? 'MLLP_PORT' : 'PORT', isMllp ? config.mllpPort : config.port, error as Error);
  }
  const address = (app.getHttpServer() as { address(): { port: number } }).address();
  return address.port;
}

let observer: Observer | null = null;
/** One for the process, since its metrics are registered once. */
const observe = () => (observer ??= observers(prometheusObserver(metrics), loggingObserver()));

const BEHIND = 50_000;

async function eventsHealth(eventing: Eventing) {
  const stuck = eventing.stuck().map(({ group, trouble }) => `${group} cannot go on: ${trouble.reason}`);
  const behind = (await eventing.lags()).filter(({ lag }) => lag > BEHIND).map(({ group, lag }) => `${group} is ${lag} events behind`);
  const detail = [...eventing.cutOff(), ...stuck, ...behind].join('; ');
  return detail ? { ok: false, detail } : { ok: true };
}

/** For a main: runs until SIGTERM or SIGINT, then closes within ten seconds. A fault at the start is one line on stderr and exit code 1. */
export async function runProcess(
  parts: readonly RoleParts[],
  started?: (running: RunningProcess) => Promise<(() => Promise<void>) | null>,
): Promise<void> {
  let running: RunningProcess | null = null;
  let first: (() => Promise<void>) | null = null;
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), 9500).unref();
    await first?.();
    await running?.close();
    process.exit(code);
  };
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  process.on('SIGHUP', () => void running?.app.get(Reloads).all());
  try {
    running = await startProcess(parts, {
      fatal: (error) => {
        process.stderr.write(`Sluss ends, so that it can be started anew: ${error.message}\n`);
        void stop(1);
      },
    });
    first = (await started?.(running)) ?? null;
    process.stdout.write(`ready ${running.url}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : `Sluss cannot start. ${(error as Error).message}`}\n`);
    await stop(1);
  }
}
