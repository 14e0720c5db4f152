import { numbered, Rig } from './contract-rig.ts';
import { kafkaForTests } from './kafka-for-tests.ts';

it('what is told to the brokers is on the database’s disk before, although whoever stored it did not wait for that', async () => {
  const rig = await Rig.open(kafkaForTests());
  const { dataSource } = rig;
  // The server's own writer would soon put it there.
  await dataSource.query(`alter system set wal_writer_delay = '10s'`);
  await dataSource.query('select pg_reload_conf()');
  try {
    const told: boolean[] = [];
    for (const n of [1, 2, 3]) {
      await dataSource.transaction(async (em) => {
        await em.query('set local synchronous_commit = off');
        await rig.store.append(em, 'p', n - 1, [numbered('p', n)]);
      });
      const [{ written, kept: before }] = await dataSource.query(
        'select pg_current_wal_insert_lsn() as written, pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() as kept',
      );
      rig.at.set('relay.published', async () => {
        const [{ kept }] = await dataSource.query('select pg_current_wal_flush_lsn() >= $1 as kept', [written]);
        if (!before) told.push(kept);
      });
      await rig.drain();
    }
    expect(told.length).toBeGreaterThan(0);
    expect(told).not.toContain(false);
  } finally {
    await dataSource.query('alter system reset wal_writer_delay');
    await dataSource.query('select pg_reload_conf()');
    await rig.close();
  }
}, 60_000);
