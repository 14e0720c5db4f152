// One TypeORM DataSource per process. Tables live in one PostgreSQL schema per role; migrations are listed, never globbed.
import { DataSource, type MigrationInterface } from 'typeorm';
import { newLogger } from './logging.ts';
import { migrationState } from './migration-state.ts';
import { PooledClient } from './pooled-client.ts';

export type MigrationClass = new () => MigrationInterface;

export function newDataSource(
  url: string,
  migrations: readonly MigrationClass[],
  { size = 24 }: { readonly size?: number } = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTableName: 'sluss_migrations',
    migrationsTransactionMode: 'each',
    entities: [],
    synchronize: false,
    logging: false,
    poolErrorHandler: () => {},
    extra: {
      Client: PooledClient,
      pipeline: true,
      max: size,
      connectionTimeoutMillis: 8000,
      application_name: 'sluss',
    },
  });
}

/** Connects and makes the database what this version needs, or finds that it is. Throws an Error whose message names the setting and what to do. */
export async function openDatabase(dataSource: DataSource, setting: string, migrate = true): Promise<void> {
  await connectDatabase(dataSource, setting);
  const { pending, newer, contracted } = await migrationState(dataSource).catch(inWords(setting));
  if (contracted.length > 0)
    throw new Error(
      `${setting}: the database is newer than this version of Sluss (unknown migration ${contracted[0]}); install the newer Sluss or restore a backup`,
    );
  if (newer.length > 0)
    newLogger('database').warn({ newer }, 'the database is newer than this version of Sluss; it has only been added to');
  if (migrate) return void (await migrateUp(dataSource).catch(inWords(setting)));
  if (pending.length > 0)
    throw new Error(
      `${setting}: the database is older than this version of Sluss (${pending.length} migrations are missing, the first is ${pending[0]}); run \`sluss migrate up\` first, or set SLUSS_MIGRATE to on`,
    );
}

/** A privilege that is missing, or tables of a start that was cut off or of something else. */
const inWords =
  (setting: string) =>
  (error: Error & { code?: string }): never => {
    const what =
      error.code === '42501' ? 'give its user the right to create schemas and tables' : 'restore a backup, or give a database of its own';
    throw new Error(`${setting}: the tables cannot be made as this version needs them (${error.message.slice(0, 120)}); ${what}`);
  };

/** Connects and checks the server, nothing else. */
export async function connectDatabase(dataSource: DataSource, setting: string): Promise<void> {
  try {
    await answered(dataSource.initialize());
  } catch (error) {
    throw new Error(
      `${setting}: cannot connect to the database (${(error as { code?: string }).code ?? (error as Error).message.slice(0, 120)}); check host, port, user and password`,
    );
  }
  const [{ server_version_num: version }] = await dataSource.query('show server_version_num');
  if (Number(version) < 150000) throw new Error(`${setting}: PostgreSQL is older than 15; use version 15 or later`);
}

/** Answers what was done. Several processes may start at once: the first migrates, the others wait on the lock. */
export async function migrateUp(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock(7305)');
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock(7305)');
    await lock.release();
  }
}

/** A server that takes the connection and says nothing must not keep the start waiting. */
const ANSWER_WITHIN_MS = 5000;

async function answered(connecting: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)), ANSWER_WITHIN_MS);
  });
  try {
    await Promise.race([connecting, silence]);
  } finally {
    clearTimeout(timer);
    connecting.catch(() => {});
  }
}
