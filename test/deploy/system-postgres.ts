// PostgreSQL with its tools as the system ships them (Debian: postgresql), each server in a folder of its own: what an administrator backs up with and
// restores to. The embedded one comes without pg_dump.
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '#platform';
import { until } from '../child.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore'];
const PASSWORD = 'only-for-this-test';

/** Where the programs are, the newest there is; null where there are none. */
export function systemPostgres(): string | null {
  const found = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => programs.every((program) => existsSync(join(bin, program))));
  return found ?? null;
}

/** The describe of a suite that needs it. Elsewhere than in CI it says in plain words that nothing was tried; there it fails. */
export function describeWithPostgres(): jest.Describe {
  if (systemPostgres() !== null) return describe;
  const missing = `no PostgreSQL with pg_dump under ${DEBIAN} (Debian: apt-get install postgresql)`;
  if (process.env.CI) throw new Error(missing);
  process.stderr.write(`\nNOT TRIED: backup and restore. There is ${missing}.\n\n`);
  return describe.skip;
}

export class SystemPostgres {
  private constructor(
    private readonly bin: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<SystemPostgres> {
    const bin = systemPostgres()!;
    const folder = mkdtempSync(join(tmpdir(), 'sluss-system-pg-'));
    const port = await freePort();
    const user = notRoot();
    const password = join(folder, 'password');
    writeFileSync(password, PASSWORD);
    if (user) for (const path of [folder, password]) chownSync(path, user.uid, user.gid);
    const data = join(folder, 'data');
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'administrator', '-A', 'scram-sha-256', `--pwfile=${password}`, '--no-sync'], {
      cwd: folder,
      ...user,
    });
    const flags = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'].flatMap((flag) => [
      '-c',
      flag,
    ]);
    const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], { cwd: folder, stdio: 'ignore', ...user });
    chmodSync(folder, 0o755);
    const started = new SystemPostgres(bin, folder, port, server);
    await until(() => started.sql('select 1').catch(() => null), 'PostgreSQL to take connections');
    // Who owns the database is no superuser: it makes logins, and that is all.
    await started.sql(`create role site login createrole password '${PASSWORD}'`);
    return started;
  }

  /** Empty, owned by the site's own login. */
  async database(name: string): Promise<string> {
    await this.sql(`create database ${name} owner site`);
    return this.url('site', name);
  }

  /** One of its programs, as a shell would run it. */
  async tool(program: string, args: readonly string[]): Promise<{ code: number; said: string }> {
    try {
      const { stdout, stderr } = await run(join(this.bin, program), args, { maxBuffer: 2 ** 26 });
      return { code: 0, said: stdout + stderr };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, said: stderr };
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.server, 'exit');
    this.server.kill('SIGINT');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  url(user: 'administrator' | 'site', database: string): string {
    return `postgres://${user}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  private async sql(text: string): Promise<Record<string, string>[]> {
    const client = new Client({ connectionString: this.url('administrator', 'postgres') });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }
}

/** PostgreSQL refuses root: Debian's package comes with a user for it. */
function notRoot(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
  return { uid: uid!, gid: gid! };
}
