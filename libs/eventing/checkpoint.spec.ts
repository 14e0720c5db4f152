// Somebody has been at the events, in ways that the database itself cannot tell: the signed checkpoint can.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DataOf } from '#contracts';
import { testDatabase, type TestDatabase } from '#testing';
import { verifyCheckpoint, writeCheckpoint, type Checkpoints } from './checkpoint.ts';
import { EventStore } from './event-store.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { newEvent } from './new-event.ts';

let db: TestDatabase;
let checkpoints: Checkpoints;
const at = new Date('2026-11-21T08:00:00.000Z');
const heard = (sourceId: string, minute: number) =>
  newEvent('SourceHeard', {
    key: sourceId,
    occurredAt: new Date(at.getTime() + minute * 60_000),
    recordedAt: new Date(at.getTime() + minute * 60_000),
    causedBy: null,
    actor: `source:${sourceId}`,
    data: { sourceId, facility: 'HSV' } satisfies DataOf<'SourceHeard'>,
  });
const say = (sourceId: string, minute: number) =>
  db.dataSource.transaction((em) => new EventStore('intake').append(em, `source-${sourceId}`, 'any', [heard(sourceId, minute)]));
const faults = async () => (await verifyCheckpoint(checkpoints)).faults.map((f) => `${f.stream} ${f.version}: ${f.fault}`);
const sql = (text: string) => db.dataSource.query(text);

beforeEach(async () => {
  db = await testDatabase([...busMigrations, ...eventingMigrations('intake')]);
  checkpoints = {
    dataSource: db.dataSource,
    roles: ['intake'],
    folder: mkdtempSync(join(tmpdir(), 'sluss-checkpoints-')),
    key: Buffer.alloc(32, 5),
  };
  for (const minute of [1, 2, 3]) await say('hsv', minute);
  await say('hsh', 1);
  await writeCheckpoint(checkpoints, at);
});
afterEach(() => db.drop());

it('nothing has been touched: no faults, and none when more has come since', async () => {
  expect(await verifyCheckpoint(checkpoints)).toEqual({ checkpointAt: at.toISOString(), checkpoints: 1, events: 4, faults: [] });
  await say('hsv', 4);
  expect(await faults()).toEqual([]);
});

it('one bit flipped', async () => {
  await sql(`update intake.event set event = replace(event::text, 'HSV', 'HSW')::json where stream = 'source-hsv' and version = 2`);
  expect(await faults()).toContain('source-hsv 2: altered');
});

it('the last row deleted, and the head of its stream set back so that the chain looks whole', async () => {
  await sql(`delete from intake.outbox`);
  await sql(`delete from intake.event where stream = 'source-hsv' and version = 3`);
  await sql(
    `update intake.stream s set version = 2, hash = (select hash from intake.event e where e.stream = s.stream and version = 2) where stream = 'source-hsv'`,
  );
  expect(await faults()).toEqual(['source-hsv 3: signed, and gone']);
});

it('two rows swapped', async () => {
  await sql(`update intake.event set version = 99 where stream = 'source-hsv' and version = 1`);
  await sql(`update intake.event set version = 1 where stream = 'source-hsv' and version = 2`);
  await sql(`update intake.event set version = 2 where stream = 'source-hsv' and version = 99`);
  expect(await faults()).toContain('source-hsv 1: altered');
});

it('the tables truncated', async () => {
  await sql('truncate intake.event, intake.stream, intake.outbox');
  expect(await faults()).toEqual(['source-hsh 1: signed, and gone', 'source-hsv 3: signed, and gone']);
});

it('an old backup restored, and lived on from: the chain is whole, and another than was signed', async () => {
  await sql(`delete from intake.event where stream = 'source-hsv' and version = 3`);
  await sql(
    `update intake.stream s set version = 2, hash = (select hash from intake.event e where e.stream = s.stream and version = 2) where stream = 'source-hsv'`,
  );
  await say('hsv', 30);
  expect(await faults()).toEqual(['source-hsv 3: not as signed']);
});

it('the checkpoint itself rewritten without the key', async () => {
  const [name] = readdirSync(checkpoints.folder);
  const path = join(checkpoints.folder, name!);
  const text = gunzipSync(readFileSync(path)).toString('utf8').replace('source-hsv', 'source-hsx');
  writeFileSync(path, gzipSync(text));
  expect(await faults()).toEqual([expect.stringContaining('is not what was signed')]);
});
