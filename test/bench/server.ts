// The product's own embedded PostgreSQL with the product's own settings (fsync on), started by the bench so that product and floor share it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '#platform';

export const masterKey = Buffer.alloc(32, 7);

export interface BenchServer {
  /** A new empty database. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startServer(folder: string): Promise<BenchServer> {
  const dataDir = join(folder, 'server');
  mkdirSync(dataDir, { mode: 0o711 });
  const postgres = await startEmbeddedPostgres(dataDir, masterKey);
  return {
    database: async (name) => {
      await withClient(postgres.url, (client) => client.query(`create database ${name}`));
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: () => postgres.stop(),
  };
}

export async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // A bench that failed leaves its clients to the end of the server.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connected(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Resolves when no outbox has rows and no group is behind; answers how long that took, in milliseconds. */
export async function settled(url: string, patienceMs: number): Promise<number> {
  const started = performance.now();
  return withClient(url, async (client) => {
    const roles = await client.query(`select table_schema as role from information_schema.tables where table_name = 'outbox'`);
    const waiting = roles.rows.map(({ role }) => `select count(*) as n from ${role}.outbox`).join(' union all ');
    const behind = roles.rows
      .map(({ role }) => `select h.next_off - c.off as n from ${role}.consumer_offset c join bus.log_head h using (topic, part)`)
      .join(' union all ');
    for (let quiet = 0; quiet < 3;) {
      const { rows } = await client.query(`select sum(n)::int as left from (${waiting} union all ${behind}) x`);
      quiet = rows[0].left === 0 ? quiet + 1 : 0;
      if (performance.now() - started > patienceMs) throw new Error(`${rows[0].left} events are still on their way after ${patienceMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return performance.now() - started;
  });
}
