import { platformMigrations } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import { migrations } from '../migrations.ts';
import { isUnavailable } from './database-trouble.ts';

/** The connection that a transaction has is ended between two of its statements. */
async function cutBetweenStatements({ dataSource }: TestDatabase): Promise<unknown> {
  return dataSource
    .transaction(async (em) => {
      const [{ pid }] = await em.query('select pg_backend_pid() as pid');
      await dataSource.query('select pg_terminate_backend($1)', [pid]);
      while (!em.queryRunner!.isReleased) await dataSource.query('select 1');
      await em.query('select 1');
    })
    .catch((error: unknown) => error);
}

describe('a message that meets trouble', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([...platformMigrations, ...migrations]);
  });
  afterAll(() => db.drop());

  it('is not to blame when its connection was cut between two statements', async () => {
    expect(isUnavailable(await cutBetweenStatements(db))).toBe(true);
  });

  it('is to blame when the database cannot take what it says', async () => {
    expect(isUnavailable(await db.dataSource.query(`select 'x'::int`).catch((error: unknown) => error))).toBe(false);
  });
});
