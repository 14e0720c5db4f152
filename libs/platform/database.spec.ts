import { testDatabase, type TestDatabase } from '#testing';

describe('the database connection', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([]);
  });
  afterAll(() => db.drop());

  it('that is lost between two statements of a transaction fails the next one, and the process lives on', async () => {
    const lost = db.dataSource.transaction(async (em) => {
      const [{ pid }] = await em.query('select pg_backend_pid() as pid');
      await db.dataSource.query('select pg_terminate_backend($1)', [pid]);
      for (;;) await em.query('select 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await db.dataSource.query('select 1 as alive')).toEqual([{ alive: 1 }]);
  });
});
