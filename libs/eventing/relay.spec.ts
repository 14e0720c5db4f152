// How a relay learns of rows that another process has written. Here nobody looks by themselves: whoever is not told waits for ever.
import { newDataSource } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import { numbered } from './contract-rig.ts';
import { EventStore } from './event-store.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { PgSession } from './pg-session.ts';
import { PostgresTransport } from './postgres-transport.ts';
import { Relay } from './relay.ts';

const NEVER = 2 ** 31 - 1;

describe('two processes of a role', () => {
  const store = new EventStore('intake');
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([...busMigrations, ...eventingMigrations('intake')]);
  });
  afterAll(() => db.drop());

  /** One of them, on connections of its own. */
  async function opened() {
    const dataSource = await newDataSource(db.url, [], { size: 2 }).initialize();
    const session = new PgSession(dataSource);
    let moved = () => {};
    const transport = new PostgresTransport({ dataSource, session });
    const relay = new Relay('intake', { dataSource, session, transport, pollMs: NEVER, observer: { relayed: () => moved() } });
    return {
      relay,
      write: (n: number) => dataSource.transaction((em) => store.append(em, `p${n}`, 'any', [numbered(`p${n}`, n)])),
      relayed: () => new Promise<void>((resolve) => (moved = resolve)),
      async close() {
        await relay.stop();
        await transport.close();
        await session.close();
        await dataSource.destroy();
      },
    };
  }

  it('tell each other: what one wrote, the one that relays is told of', async () => {
    const [first, second] = [await opened(), await opened()];
    const begun = first.relayed();
    first.relay.start();
    await first.write(1);
    await begun;
    second.relay.start();
    const told = first.relayed();
    await second.write(2);
    await told;
    // And the other way round, when the first has gone.
    await first.relay.stop();
    const [again] = [second.relayed()];
    await second.write(3);
    await again;
    await Promise.all([first.close(), second.close()]);
  });
});
