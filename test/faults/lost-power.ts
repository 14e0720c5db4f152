// A database that loses its power forgets the commits that did not wait for the disk, and who has read the log before outlives that: what was once seen at
// an offset must still be there, and what a durable group has done stays done. Any other group is given its last events once more. Prints what was before,
// and what is there afterwards.
//
//   npm run build && node dist/test/faults/lost-power.js
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { Consumer } from '../../libs/eventing/consumer.ts';
import {
  busMigrations,
  defineGroup,
  eventingMigrations,
  EventStore,
  newEvent,
  PgSession,
  PostgresTransport,
  type LogRecord,
} from '#eventing';
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
  // The one that does not wait comes last: who waits has everybody's earlier commits wait with it.
  for (const durable of [true, false]) {
    const group = defineGroup({ name: nameOf(durable), role: 'intake', topics: ['intake'], durable });
    const consumer = new Consumer(group, { dataSource: before, handle: async () => {} });
    await consumer.claim([head!]);
    await consumer.handle(seen, new AbortController().signal);
  }
  const reached = await offsets(before);

  await database.crash();
  await transport.close();
  await session.close();
  await before.destroy();
  await database.start();

  const after = await opened();
  const there = await new PostgresTransport({ dataSource: after, session: new PgSession(after) }).read(head!, 0, 10);
  process.stdout.write(JSON.stringify({ seen: seen.map(told), there: there.map(told), reached, kept: await offsets(after) }));
  await after.destroy();
} finally {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}

function nameOf(durable: boolean): string {
  return durable ? 'intake.waits' : 'intake.hurries';
}

async function offsets(dataSource: DataSource): Promise<Record<string, number>> {
  const rows: { grp: string; off: string }[] = await dataSource.query('select grp, off from intake.consumer_offset');
  return Object.fromEntries(rows.map(({ grp, off }) => [grp, Number(off)]));
}

function told({ offset, event }: LogRecord): string {
  return `${offset} ${(event as { id: string }).id}`;
}
