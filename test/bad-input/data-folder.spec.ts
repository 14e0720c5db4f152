// Wherever the data folder lies and whatever it is called, the embedded database is reached: by a socket in the folder where that can be, else by TCP.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { built } from '../built.ts';

jest.setTimeout(120_000);

/** In a process of its own: Jest cannot load the package that brings the server. */
const asked = (platform: string, folder: string) => `
  const { startEmbeddedPostgres, newDataSource } = await import(${JSON.stringify(platform)});
  const postgres = await startEmbeddedPostgres(${JSON.stringify(folder)}, Buffer.alloc(32, 1));
  const dataSource = await newDataSource(postgres.url, [], { size: 1 }).initialize();
  const [{ how }] = await dataSource.query("select case when inet_client_addr() is null then 'socket' else 'tcp' end as how");
  await dataSource.destroy();
  await postgres.stop();
  process.stdout.write(how);`;

describe('the embedded database', () => {
  let platform: string;
  let folder: string;
  beforeAll(async () => {
    platform = await built('libs/platform/index.js');
    folder = mkdtempSync(join(tmpdir(), 'sluss-pg-'));
    chmodSync(folder, 0o711);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['in a short folder', 'data', 'socket'],
    ['in a folder too deep for a socket', `data-${'deep'.repeat(20)}`, 'tcp'],
    ['in a folder that the server would read as several', 'data, mine', 'tcp'],
  ])('%s', async (_where, name, how) => {
    expect(await reached(name)).toBe(how);
  });

  it('starts again after it was killed and somebody else has been given the number it had', async () => {
    const data = join(folder, 'data', 'pg');
    // As the same user: of another one's process the server would not believe that it is a server.
    const { uid, gid } = statSync(data);
    const other = spawn('sleep', ['600'], { uid, gid, cwd: '/', stdio: 'ignore' });
    writeFileSync(join(data, 'postmaster.pid'), [other.pid, data, 1_700_000_000, 5432, '', '127.0.0.1', ' 1 1', 'ready', ''].join('\n'));
    try {
      expect(await reached('data')).toBe('socket');
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  async function reached(name: string): Promise<string> {
    const script = asked(platform, join(folder, name));
    return (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])).stdout;
  }
});
