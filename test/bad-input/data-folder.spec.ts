// Wherever the data folder lies and whatever it is called, the embedded database is reached: by a socket in the folder where that can be, else by TCP.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
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
    const script = asked(platform, join(folder, name));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toBe(how);
  });
});
