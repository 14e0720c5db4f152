// A database of one's own per test file, in the PostgreSQL that the test run started.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { newDataSource, type MigrationClass } from '#platform';

export interface TestDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  drop(): Promise<void>;
}

export async function testDatabase(migrations: readonly MigrationClass[], poolSize = 16): Promise<TestDatabase> {
  const server = process.env.SLUSS_TEST_DATABASE;
  if (!server) throw new Error('SLUSS_TEST_DATABASE is not set: run through jest, whose global setup starts PostgreSQL');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await asAdmin(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const dataSource = newDataSource(url.href, migrations, { size: poolSize });
  await dataSource.initialize();
  await dataSource.runMigrations();
  return {
    dataSource,
    url: url.href,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdmin(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdmin(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
