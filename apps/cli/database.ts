// The database a command works on: the one of DATABASE_URL, or the embedded one when the product is not running.
import type { Role } from '#eventing';
import { connectDatabase, type MigrationClass, migrationsOf, newDataSource, readConfig, settings, startEmbeddedPostgres } from '#platform';
import type { DataSource } from 'typeorm';
import * as z from 'zod';
import { migrations as alerting } from '../alerting/migrations.ts';
import { migrations as flow } from '../flow/migrations.ts';
import { migrations as gateway } from '../gateway/migrations.ts';
import { migrations as intake } from '../intake/migrations.ts';
import { migrations as placement } from '../placement/migrations.ts';
import type { Asked } from './command.ts';

/** Every role has its own; a role that is forgotten here does not compile. */
const byRole: Readonly<Record<Role, readonly MigrationClass[]>> = { intake, flow, placement, alerting, gateway };
const allMigrations = migrationsOf(Object.values(byRole).map((migrations) => ({ migrations })));

export interface Place {
  readonly dataSource: DataSource;
  readonly url: string;
}

/** Connects, without migrating, and closes again. No key is asked for where none is needed. */
export async function onDatabase<T>(env: Asked['env'], work: (place: Place) => Promise<T>): Promise<T> {
  const given = z.object({ DATABASE_URL: settings.DATABASE_URL }).safeParse(env);
  if (!given.success) throw new Error(`DATABASE_URL: ${given.error.issues[0]!.message}`);
  const { DATABASE_URL: url } = given.data;
  if (url !== undefined) return connected(url, 'DATABASE_URL', work);
  const config = readConfig(env);
  const postgres = await startEmbeddedPostgres(config.dataDir, config.masterKey);
  try {
    return await connected(postgres.url, 'SLUSS_DATA', work);
  } finally {
    await postgres.stop();
  }
}

async function connected<T>(url: string, setting: string, work: (place: Place) => Promise<T>): Promise<T> {
  const dataSource = newDataSource(url, allMigrations, { size: 4 });
  try {
    await connectDatabase(dataSource, setting);
    return await work({ dataSource, url });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}
