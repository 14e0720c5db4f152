import { getPriority } from 'node:os';
import { testDatabase, type TestDatabase } from '#testing';
import { newDataSource } from '../database.ts';

describe('what is worked out from the messages', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([], 1);
  });
  afterAll(() => db.drop());

  /** How willingly the session's process on the server lets others go first. */
  async function nicenessOf(url: string, yields: boolean): Promise<number> {
    const dataSource = await newDataSource(url, [], { size: 1, yields }).initialize();
    const [{ pid }] = await dataSource.query('select pg_backend_pid() as pid');
    const niceness = getPriority(pid);
    await dataSource.destroy();
    return niceness;
  }

  it('gives way to the line on this machine’s database, and only there', async () => {
    const [{ folders }] = await db.dataSource.query(`select current_setting('unix_socket_directories') as folders`);
    const bySocket = new URL(db.url);
    bySocket.searchParams.set('host', folders.split(',')[0]);
    const [line, rest, far] = [
      await nicenessOf(bySocket.href, false),
      await nicenessOf(bySocket.href, true),
      await nicenessOf(db.url, true),
    ];
    expect({ rest: rest - line, far: far - line }).toEqual({ rest: 5, far: 0 });
  });
});
