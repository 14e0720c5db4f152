import { testDatabase, type TestDatabase } from '#testing';
import type { EntityManager } from 'typeorm';
import { inOneGo } from './in-one-go.ts';

describe('statements of a transaction that are sent in one go', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([], 1);
    await db.dataSource.query('create table kept (n int primary key)');
  });
  beforeEach(() => db.dataSource.query('truncate kept'));
  afterAll(() => db.drop());

  const kept = async () => (await db.dataSource.query('select n from kept order by n')).map(({ n }: { n: number }) => n);
  const fails = (em: EntityManager) => em.query('select 1 / 0');
  /** Reads, thinks, and reads again before it writes. */
  async function longWork(em: EntityManager): Promise<void> {
    for (let i = 0; i < 5; i++) await em.query('select 1').catch(() => {});
    await em.query('insert into kept values (1)');
  }

  it('answer in their order, and count together', async () => {
    const answers = await db.dataSource.transaction((em) =>
      inOneGo([em.query('insert into kept values (2) returning n'), em.query('select count(*)::int as n from kept')]),
    );
    expect(answers).toEqual([[{ n: 2 }], [{ n: 1 }]]);
  });

  it('are all over before the transaction is, so that no part of the work outlives a fault in another', async () => {
    await expect(db.dataSource.transaction((em) => inOneGo([longWork(em), fails(em)]))).rejects.toMatchObject({ code: '22012' });
    expect(await kept()).toEqual([]);
  });

  it('where waiting for the first fault only lets the rest write on, outside it', async () => {
    let rest: Promise<void> | null = null;
    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction();
    const hasty = Promise.all([(rest = longWork(runner.manager)), fails(runner.manager)]);
    await expect(hasty).rejects.toMatchObject({ code: '22012' });
    await runner.rollbackTransaction();
    await rest;
    await runner.release();
    expect(await kept()).toEqual([1]);
  });
});
