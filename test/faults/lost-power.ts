// A database that loses its power forgets the commits that did not wait for the disk, and who has read the log before outlives that: what was once seen at
// an offset must still be there. Prints what was seen and what is there afterwards.
//
//   npm run build && node dist/test/faults/lost-power.js
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busMigrations, eventingMigrations, EventStore, newEvent, PgSession, PostgresTransport, type LogRecord } from '#eventing';
import { newDataSource } from '#platform';
import { HardDatabase } from './database.ts';

const moment = '2026-11-20T08:00:00.000Z';
const expected = newEvent('ExpectedDischargeSet', {
  key: 'p',
  occurredAt: moment,
  recordedAt: moment,
  causedBy: null,
  actor: 'source:halmstad',
  data: { patientId: 'p', visitId: 'v', sourceId: 'halmstad', expectedAt: moment, assured: false },
});

const folder = mkdtempSync(join(tmpdir(), 'sluss-power-'));
const database = await HardDatabase.start(folder);
try {
  const opened = () => newDataSource(database.url, [...busMigrations, ...eventingMigrations('intake')], { size: 4 }).initialize();
  const before = await opened();
  await before.runMigrations();
  // What nobody waits for would soon be on the disk all the same.
  await database.query(`alter system set wal_writer_delay = '10s'`);
  await database.query('select pg_reload_conf()');
  const session = new PgSession(before);
  const transport = new PostgresTransport({ dataSource: before, session });
  await before.transaction((em) => new EventStore('intake').append(em, 'p', 0, [expected]));
  await transport.drain({ role: 'intake', dataSource: before }, 10);
  const [head] = await transport.heads(['intake']);
  const seen = await transport.read(head!, 0, 10);

  await database.crash();
  await transport.close();
  await session.close();
  await before.destroy();
  await database.start();

  const after = await opened();
  const there = await new PostgresTransport({ dataSource: after, session: new PgSession(after) }).read(head!, 0, 10);
  await after.destroy();
  process.stdout.write(JSON.stringify({ seen: seen.map(told), there: there.map(told) }));
} finally {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}

function told({ offset, event }: LogRecord): string {
  return `${offset} ${(event as { id: string }).id}`;
}
