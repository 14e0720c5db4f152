// Who is told that an outbox has new rows: the relay of this thread, or, when there is none here, whoever listens in another.
import { newDataSource } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import type { DataSource } from 'typeorm';
import { numbered } from './contract-rig.ts';
import { EventStore } from './event-store.ts';
import { eventingMigrations } from './migrations.ts';
import { onOutbox } from './outbox-signal.ts';

describe('news of an outbox', () => {
  const store = new EventStore('intake');
  let db: TestDatabase;
  /** The same database as another thread of the process holds it. */
  let elsewhere: DataSource;
  beforeAll(async () => {
    db = await testDatabase(eventingMigrations('intake'));
    elsewhere = await newDataSource(db.url, [], { size: 2 }).initialize();
  });
  afterAll(async () => {
    await elsewhere.destroy();
    await db.drop();
  });

  /** Who was told, in order. */
  const told: string[] = [];
  const listen = (name: string, dataSource: DataSource, role: 'intake' | 'flow') => {
    let heard = () => {};
    const next = new Promise<void>((resolve) => (heard = resolve));
    const quiet = onOutbox(dataSource, role, () => {
      told.push(name);
      heard();
    });
    return { next, quiet };
  };
  const write = (n: number) => db.dataSource.transaction((em) => store.append(em, 'p', 'any', [numbered('p', n)]));

  it('stays here as long as somebody here relays the role, and goes to the other threads when nobody does', async () => {
    const [mine, other] = [listen('here', db.dataSource, 'intake'), listen('here, of flow', db.dataSource, 'flow')];
    const theirs = listen('there', elsewhere, 'intake');
    await write(1);
    await mine.next;
    mine.quiet();
    await write(2);
    await theirs.next;
    expect(told).toEqual(['here', 'there']);
    other.quiet();
    theirs.quiet();
  });
});
