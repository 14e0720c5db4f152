// PostgreSQL as a process of our own, so that it can be stopped as hard as a failing machine does and started again on the same data, port and flags.
// fsync is on, as in the product.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '#platform';
import { until } from '../child.ts';

export class HardDatabase {
  private server: ChildProcess | null = null;

  private constructor(
    readonly url: string,
    private readonly data: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** `env`: of the server, beside the path. */
  static async start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<HardDatabase> {
    const first = await startEmbeddedPostgres(folder, Buffer.alloc(32, 1));
    await first.stop();
    const database = new HardDatabase(first.url, join(folder, 'pg'), env);
    await database.start();
    return database;
  }

  /** With the command line it was started with the first time, which PostgreSQL keeps, as the owner of the data. */
  async start(): Promise<void> {
    const kept = readFileSync(join(this.data, 'postmaster.opts'), 'utf8').trim();
    const args = [...kept.matchAll(/ "([^"]*)"/g)].map(([, arg]) => arg!);
    const { uid, gid } = statSync(this.data);
    const owner = process.getuid?.() === 0 ? { uid, gid } : {};
    this.server = spawn(kept.slice(0, kept.indexOf(' "')), args, {
      ...owner,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, ...this.env },
    });
    await until(() => this.query('select 1').catch(() => null), 'the database');
  }

  /** As an orchestrator does: started when it has ended by itself. */
  async revive(): Promise<void> {
    if (!this.running) await this.start();
  }

  private get running(): boolean {
    return this.server !== null && this.server.exitCode === null && this.server.signalCode === null;
  }

  /** Without a checkpoint and without a word to anybody (`pg_ctl stop -m immediate`). */
  crash = (): Promise<void> => this.end('SIGQUIT');
  stop = (): Promise<void> => this.end('SIGINT');

  async query<Row extends object = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(sql, params)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const ended = once(this.server!, 'exit');
    this.server!.kill(signal);
    await ended;
  }
}
