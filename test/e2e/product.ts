// The built product as a user starts it: a process of its own on a folder of its own, until it is told to stop.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#platform';

/** dist/test/e2e -> the folder that holds dist */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const otherTime = new URL('other-time.js', import.meta.url).href;
const readyWithinMs = 300_000;
const stopWithinMs = 10_000;
const tailLines = 30;

/** Which made-up Halland, and when the product believes it is started. */
export interface Circumstances {
  readonly seed?: string | undefined;
  readonly at?: string | undefined;
}

export class Product {
  private constructor(
    private readonly child: ChildProcess,
    private readonly data: string,
    private readonly log: () => string,
    readonly url: string,
    readonly mllpPort: number,
    readonly startedAt: number,
    readonly readyAt: number,
  ) {}

  /** Resolves at the line `ready http://...`; rejects with the end of the log when it does not come. */
  static async start({ seed, at }: Circumstances = {}): Promise<Product> {
    const data = mkdtempSync(join(tmpdir(), 'sluss-e2e-'));
    // Run by root, the database is another user's, who must be let through to it.
    chmodSync(data, 0o755);
    const mllpPort = await freePort();
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...(at ? ['--import', otherTime] : []), '--enable-source-maps', 'dist/apps/all/main.js'], {
      cwd: root,
      env: {
        ...ownEnvironment(),
        PORT: '0',
        MLLP_PORT: String(mllpPort),
        SLUSS_DATA: join(data, 'sluss'),
        ...(seed ? { SLUSS_DEMO_SEED: seed } : {}),
        ...(at ? { SLUSS_TEST_AT: at } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    const tail = () => log.trimEnd().split('\n').slice(-tailLines).join('\n');
    try {
      const url = await new Promise<string>((resolve, reject) => {
        const tooLate = setTimeout(() => reject(new Error(`not ready after ${readyWithinMs / 1000} s`)), readyWithinMs);
        child.once('exit', (code) => reject(new Error(`ended with code ${code} before it was ready`)));
        const hear = (chunk: Buffer) => {
          log += chunk.toString();
          const ready = /^ready (http:\/\/\S+)$/m.exec(log)?.[1];
          if (!ready) return;
          clearTimeout(tooLate);
          resolve(ready);
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
      });
      child.removeAllListeners('exit');
      return new Product(child, data, tail, url, mllpPort, startedAt, performance.now());
    } catch (error) {
      await end(child);
      rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      throw new Error(`${(error as Error).message}\n${tail()}`);
    }
  }

  /** The operator's key, made at the first start. */
  get token(): string {
    return readFileSync(join(this.data, 'sluss', 'token'), 'utf8').trim();
  }

  get logTail(): string {
    return this.log();
  }

  /** SIGTERM; answers how long it took. Rejects when it had to be killed, or ended with a fault. */
  async stop(): Promise<number> {
    const from = performance.now();
    const code = await end(this.child);
    rmSync(this.data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    if (code === 'late') throw new Error(`still running ${stopWithinMs / 1000} s after SIGTERM\n${this.log()}`);
    if (code !== 0) throw new Error(`ended with code ${code}\n${this.log()}`);
    return performance.now() - from;
  }
}

/** Asks it to end, so that it takes its database along; kills it when it does not. */
async function end(child: ChildProcess): Promise<number | null | 'late'> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const code = await new Promise<number | null | 'late'>((resolve) => {
    const late = setTimeout(() => resolve('late'), stopWithinMs);
    child.once('exit', (ended) => {
      clearTimeout(late);
      resolve(ended);
    });
    child.kill('SIGTERM');
  });
  if (code === 'late') child.kill('SIGKILL');
  return code;
}

/** What somebody has set for a Sluss of their own must not reach this one. */
const ownEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(SLUSS_|SMTP_|MAIL_|WEBHOOK_)/.test(name) && !['DATABASE_URL', 'BUS', 'NODE_OPTIONS'].includes(name),
    ),
  );
