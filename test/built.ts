// Specs that start a process of its own need the build. The first of a test run makes it, the others wait for that one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';

export const root = resolve(__dirname, '..');
const LOCK = join(root, '.test', 'build-lock');
const LONGEST_BUILD_MS = 180_000;
const STAMP = join(root, '.test', 'built-for');

/** The built file's path. Types are the check's business: here it is enough that something was written. */
export async function built(file: string): Promise<string> {
  // The test run's own database names the run.
  const run = process.env.SLUSS_TEST_DATABASE ?? String(process.pid);
  mkdirSync(join(root, '.test'), { recursive: true });
  while (!isFor(run)) {
    if (!take()) {
      await later(200);
      continue;
    }
    try {
      if (!isFor(run)) spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: root, stdio: 'ignore' });
      writeFileSync(STAMP, run);
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
  const path = join(root, 'dist', file);
  if (!existsSync(path)) throw new Error(`${path} has not been built`);
  return path;
}

const isFor = (run: string): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === run;

function take(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    // Left behind by a run that was killed.
    const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - since > LONGEST_BUILD_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}
