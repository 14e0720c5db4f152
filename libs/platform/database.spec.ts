import { testDatabase, type TestDatabase } from '#testing';
import type { QueryRunner } from 'typeorm';
import { newDataSource, openDatabase, type MigrationClass } from './database.ts';
import { compareMigrations } from './migration-state.ts';

describe('the database connection', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    // One connection: each transaction meets what the one before left behind.
    db = await testDatabase([], 1);
    await db.dataSource.query('create table kept (n int primary key)');
  });
  afterAll(() => db.drop());

  it('that is lost between two statements of a transaction fails the next one, and the process lives on', async () => {
    const other = await testDatabase([]);
    const lost = other.dataSource.transaction(async (em) => {
      const [{ pid }] = await em.query('select pg_backend_pid() as pid');
      await other.dataSource.query('select pg_terminate_backend($1)', [pid]);
      for (;;) await em.query('select 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await other.dataSource.query('select 1 as alive')).toEqual([{ alive: 1 }]);
    await other.drop();
  });

  const kept = async () => (await db.dataSource.query('select n from kept order by n')).map(({ n }: { n: number }) => n);
  const insert = 'insert into kept values ($1)';

  describe.each(['the first transaction of the connection', 'a later one'])('%s', () => {
    const many = 'insert into kept values (8); insert into kept values (9)';

    it('holds its first statement as well as the others, and loses both together', async () => {
      const ids = await db.dataSource.transaction(async (em) => [
        await em.query('select pg_current_xact_id()::text as id, $1::int as n', [1]),
        await em.query('select pg_current_xact_id()::text as id, $1::int as n', [1]),
      ]);
      expect(ids[0]).toEqual(ids[1]);
      const undone = db.dataSource.transaction(async (em) => {
        await em.query(insert, [1]);
        throw new Error('changed my mind');
      });
      await expect(undone).rejects.toThrow('changed my mind');
      expect(await kept()).toEqual([]);
      await db.dataSource.transaction((em) => em.query(insert, [1]));
      expect(await kept()).toEqual([1]);
      await db.dataSource.query('delete from kept');
    });

    it('that fails with its first statement leaves nothing, and the next one begins anew', async () => {
      const failing = db.dataSource.transaction((em) => em.query('insert into nowhere values ($1)', [1]));
      await expect(failing).rejects.toThrow(/nowhere/);
      await expect(db.dataSource.transaction((em) => em.query(insert, ['not a number']))).rejects.toThrow(/integer/);
      await db.dataSource.transaction(async () => undefined);
      await db.dataSource.transaction((em) => em.query(insert, [2]));
      expect(await kept()).toEqual([2]);
      await db.dataSource.query('delete from kept');
    });

    it('may begin with several statements in one text, or with how isolated it is', async () => {
      const undone = db.dataSource.transaction(async (em) => {
        await em.query(many);
        throw new Error('changed my mind');
      });
      await expect(undone).rejects.toThrow('changed my mind');
      const isolation = await db.dataSource.transaction('REPEATABLE READ', (em) => em.query('show transaction_isolation'));
      expect([await kept(), isolation]).toEqual([[], [{ transaction_isolation: 'repeatable read' }]]);
    });
  });
});

const making = (name: string): MigrationClass =>
  class {
    readonly name = name;
    up = (run: QueryRunner) => run.query(`create table ${name} (id int)`);
    down = (run: QueryRunner) => run.query(`drop table ${name}`);
  };
const first = making('First1700000000001');
const expansion = making('Expansion1700000000002');
const contraction = making('Contract1700000000003');

describe('a database and a version of Sluss', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await testDatabase([]);
  });
  afterEach(() => db.drop());

  const opening = async (migrations: readonly MigrationClass[], migrate = true) => {
    const dataSource = newDataSource(db.url, migrations, { size: 2 });
    try {
      await openDatabase(dataSource, 'DATABASE_URL', migrate);
      return 'started';
    } catch (error) {
      return (error as Error).message;
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  };

  it('an older version starts beside a newer one that has only added', async () => {
    expect(await opening([first, expansion])).toBe('started');
    expect(await opening([first])).toBe('started');
    expect(await opening([first], false)).toBe('started');
  });

  it('and not on what a newer one has taken something away from', async () => {
    expect(await opening([first, expansion, contraction])).toBe('started');
    expect(await opening([first, expansion])).toMatch(/^DATABASE_URL: the database is newer .*Contract1700000000003.*install the newer/);
  });

  it('a service that may not migrate waits for somebody who may', async () => {
    expect(await opening([first, expansion], false)).toMatch(/^DATABASE_URL: the database is older .*2 migrations.*sluss migrate up/);
    expect(await opening([first])).toBe('started');
    expect(await opening([first, expansion], false)).toMatch(/1 migrations.*Expansion1700000000002/);
    expect(await opening([first, expansion])).toBe('started');
    expect(await opening([first, expansion], false)).toBe('started');
  });

  it('two that start at once migrate once', async () => {
    expect(await Promise.all([opening([first]), opening([first])])).toEqual(['started', 'started']);
  });

  it("what another role has done to its own tables is that role's", () => {
    const flow = ['Persons1', 'EventingFlow1', 'Flow1'];
    const state = compareMigrations(
      [...flow, 'EventingGateway1', 'GatewayReadModels1', 'GatewayContract2', 'FlowContract2', 'Persons2'],
      flow,
    );
    expect(state).toMatchObject({ pending: [], newer: ['FlowContract2', 'Persons2'], contracted: ['FlowContract2'] });
  });
});
