// The product as users run it: a process of its own, seen only through its ports.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '#platform';
import { masterKey } from './server.ts';

/** dist/test/bench -> the repository */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const TOKEN = 'token-of-the-bench-token-of-the-bench-token';
export const bearer = { authorization: `Bearer ${TOKEN}` };

export interface Product {
  readonly url: string;
  readonly mllpPort: number;
  /** From the start of the process to its line `ready`. */
  readonly readyMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly role?: 'all' | 'gateway';
  readonly env: Readonly<Record<string, string>>;
  /** Name of a folder in .bench/profiles where each thread leaves its CPU profile. */
  readonly profile?: string | false;
  readonly patienceMs?: number;
}

export async function startProduct({ role = 'all', env, profile, patienceMs = 60_000 }: StartOptions): Promise<Product> {
  const mllpPort = await freePort();
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${join(root, '.bench/profiles', profile)}`] : [];
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, '--enable-source-maps', join(root, `dist/apps/${role}/main.js`)], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      MLLP_PORT: String(mllpPort),
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: masterKey.toString('base64'),
      SLUSS_LOG: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((found, refuse) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /^ready http:\/\/localhost:(\d+)/.exec(line);
      if (!match) return;
      clearTimeout(timer);
      found(`http://127.0.0.1:${match[1]}`);
    });
    child.once('exit', (code, signal) => refuse(new Error(`the product ended before it was ready (${code ?? signal})`)));
  });
  return {
    url,
    mllpPort,
    readyMs: performance.now() - started,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resident memory of one process in MiB. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

/** Processor seconds a process has used so far. Unlike a rate, it hardly depends on what else the machine is doing. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Memory of the embedded server in MiB, what its processes share counted once. */
export function residentOfPostgres(dataDir: string): number {
  const postmaster = Number(readFileSync(resolve(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  const family = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && (Number(name) === postmaster || parentOf(name) === postmaster),
  );
  return family.reduce((sum, pid) => sum + proportional(pid), 0) / 1024;
}

function parentOf(pid: string): number | null {
  try {
    return Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

function proportional(pid: string): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
