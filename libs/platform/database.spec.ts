import { testDatabase, type TestDatabase } from '#testing';
import type { QueryRunner } from 'typeorm';
import { newDataSource, openDatabase, type MigrationClass } from './database.ts';
import { compareMigrations } from './migration-state.ts';

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
    const dataSource = newDataSource(db.url, migrations, 2);
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
