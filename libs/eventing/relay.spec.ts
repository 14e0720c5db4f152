// How a relay learns of rows that another process has written. Here nobody looks by themselves: whoever is not told waits for ever.
import { newDataSource } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import { numbered } from './contract-rig.ts';
import { EventStore } from './event-store.ts';
import type { LogTransport } from './log-transport.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { PgSession } from './pg-session.ts';
import { PostgresTransport } from './postgres-transport.ts';
import { Relay } from './relay.ts';

const NEVER = 2 ** 31 - 1;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase([...busMigrations, ...eventingMigrations('intake')]);
});
afterAll(() => db.drop());

describe('two processes of a role', () => {
  const store = new EventStore('intake');
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

describe('a log that neither takes what it is asked to take nor refuses it', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is trouble after half a minute, and none as soon as it answers', async () => {
    let answer = (_moved: number) => {};
    let asked = () => {};
    const drain = () => {
      asked();
      return new Promise<number>((resolve) => (answer = resolve));
    };
    const nextAsked = () => new Promise<void>((resolve) => (asked = resolve));
    const { dataSource } = db;
    const session = new PgSession(dataSource);
    const transport = { drain } as unknown as LogTransport;
    const relay = new Relay('intake', { dataSource, session, transport, pollMs: NEVER });
    const first = nextAsked();
    relay.start();
    await first;
    const from = performance.now();
    const clock = jest.spyOn(performance, 'now');
    clock.mockReturnValue(from + 29_000);
    expect(relay.trouble).toBeNull();
    clock.mockReturnValue(from + 31_000);
    expect(relay.trouble).toBe('no answer from the log for 31 s');
    const second = nextAsked();
    answer(1);
    relay.nudge();
    await second;
    expect(relay.trouble).toBeNull();
    const stopped = relay.stop();
    answer(0);
    await stopped;
    await session.close();
  });

  it('is no trouble of a relay that has lost its lead: whoever has it now says so', async () => {
    const lost = new AbortController();
    let asked = () => {};
    const failing = new Promise<void>((resolve) => (asked = resolve));
    const drain = () => {
      asked();
      return Promise.reject(new Error('no broker answers'));
    };
    const leads = [{ lost: lost.signal, release: async () => {} }, null];
    const session = { lead: async () => leads.shift(), listen: () => () => {}, notify: () => {} } as unknown as PgSession;
    const transport = { drain } as unknown as LogTransport;
    const relay = new Relay('intake', { dataSource: db.dataSource, session, transport, pollMs: NEVER });
    relay.start();
    await failing;
    await new Promise(setImmediate);
    const from = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(from + 11_000);
    expect(relay.trouble).toBe('Error: no broker answers');
    clock.mockRestore();
    lost.abort();
    await relay.stop();
    jest.spyOn(performance, 'now').mockReturnValue(from + 60_000);
    expect(relay.trouble).toBeNull();
  });
});
