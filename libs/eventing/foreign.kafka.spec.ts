// What others put into our topics, and what they read out of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncApiDocument, catalog, type SlussEvent, topicNames } from '#contracts';
import { testDatabase } from '#testing';
import { nothingWrong, numbered, Rig, seen } from './contract-rig.ts';
import { deadLetters, retryDeadLetter } from './dead-letters.ts';
import { EventStore } from './event-store.ts';
import { settingsForTests } from './kafka-for-tests.ts';
import { deadLetterTopicName, topicName, writeRecord } from './kafka-record.ts';
import { KafkaTransport } from './kafka-transport.ts';
import { consume, type ForeignRecord, produce } from './kcat.fixture.ts';
import type { Subscription } from './log-transport.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { partitionOf } from './partition.ts';

const settings = settingsForTests();
const { prefix, eventKey } = settings;
const intake = topicName(prefix, 'intake');

describe('a record from a stranger in the topic', () => {
  let rig: Rig;
  let subscription: Subscription;
  beforeAll(async () => {
    rig = await Rig.open(() => new KafkaTransport(settings));
    subscription = await rig.follow(seen());
  });
  afterAll(() => rig.close());
  const parked = () => deadLetters(rig.dataSource.manager, 'flow');
  const signed = (n: number, key = 'stranger') => writeRecord(numbered(key, n), 'intake', eventKey);

  const { headers, value } = signed(1);
  const { ce_signature: _, ...unsigned } = headers;
  const cases: [string, ForeignRecord, RegExp][] = [
    ['that is not JSON', { key: 'stranger', value: 'hello', headers: writeRecordOf('hello') }, /not JSON/],
    ['that is empty', { key: 'p', value: '', headers: {} }, /not a CloudEvent|tombstone/],
    ['that deletes a key', { key: 'p', value: null }, /tombstone/],
    ['of nobody’s making', { key: 'p', value: '{}', headers: { some: 'thing' } }, /not a CloudEvent/],
    [
      'of an unknown type',
      { key: 'stranger', value, headers: writeRecordOf(null, { type: 'BedPainted' }) },
      /unknown event type BedPainted/,
    ],
    ['of a version to come', { key: 'stranger', value, headers: writeRecordOf(null, { version: 999 }) }, /unknown version 999/],
    ['that is not signed', { key: 'stranger', value, headers: unsigned }, /not signed/],
    [
      'signed by another key',
      { key: 'stranger', value, headers: writeRecord(numbered('stranger', 1), 'intake', Buffer.alloc(32, 1)).headers },
      /signature does not fit/,
    ],
    [
      'signed for another topic',
      { key: 'stranger', value, headers: writeRecord(numbered('stranger', 1), 'flow', eventKey).headers },
      /signature does not fit/,
    ],
    ['changed after it was signed', { key: 'stranger', value: value.toString().replace('v:1', 'v:2'), headers }, /signature does not fit/],
    ['under another key', { key: 'somebody-else', value, headers }, /signature does not fit/],
    ['without a key', { value, headers }, /signature does not fit/],
    [
      'with a bomb of headers',
      { key: 'p', value, headers: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`h${i}`, 'x'])) },
      /too many headers/,
    ],
    ['as large as the topic takes', { key: 'p', value: Buffer.alloc(1_020_000, 120) }, /too large: 1020000 bytes/],
  ];

  it.each(cases)('%s is put aside with its reason, and everybody else goes on', async (_name, record, reason) => {
    const before = (await parked()).map((letter) => letter.eventId);
    expect(produce(intake, { ...record, partition: partitionOf('p') })).toBeNull();
    await rig.write('p');
    await rig.drain();
    await subscription.caughtUp();
    const letters = (await parked()).filter((letter) => !before.includes(letter.eventId));
    expect(letters).toHaveLength(1);
    expect(letters[0]!.reason).toMatch(reason);
    const { lost, doubled } = await rig.findings(seen());
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  });

  it('is told on in the topic of dead letters, as it came, with where from and why', async () => {
    const letters = consume(deadLetterTopicName(prefix, 'intake', 'flow.seen'));
    const told = letters.find((letter) => letter.headers.x_reason?.includes('changed on its way') && letter.key === 'somebody-else');
    expect(told).toMatchObject({ value: value.toString(), headers: { ce_id: headers.ce_id, x_group: 'flow.seen', x_topic: intake } });
  });

  it('cannot make our own event of the same id be taken for known', async () => {
    const event = numbered('twin', 1);
    const record = writeRecord(event, 'intake', eventKey);
    produce(intake, {
      key: 'twin',
      value: record.value,
      headers: { ...record.headers, ce_signature: 'forged' },
      partition: partitionOf('twin'),
    });
    await rig.write('twin');
    await rig.drain();
    await subscription.caughtUp();
    expect((await rig.findings(seen())).lost).toEqual([]);
  });

  it('and ours that comes by another partition or twice is handled once', async () => {
    const record = signed(7, 'wanderer');
    for (const partition of [0, 3, 3])
      expect(produce(intake, { key: 'wanderer', value: record.value, headers: record.headers, partition })).toBeNull();
    await subscription.caughtUp();
    const [row] = await rig.dataSource.query(`select count(*)::int as n from flow.seen where key = 'wanderer'`);
    expect(row.n).toBe(1);
  });

  it('put aside for a wrong key is handled, once, when it is looked at again with the right one', async () => {
    const record = writeRecord(numbered('late', 1), 'intake', Buffer.alloc(32, 9));
    produce(intake, { key: 'late', value: record.value, headers: record.headers, partition: 5 });
    await subscription.caughtUp();
    const [letter] = (await parked()).filter(({ partition, reason }) => partition === 5 && /does not fit/.test(reason));
    const again = new KafkaTransport({ ...settings, eventKey: Buffer.alloc(32, 9) });
    const retried = await retryDeadLetter(rig.dataSource, seen(), letter!.eventId, rig.record, (kept) => again.reread(kept));
    expect(retried).toMatchObject({ replayed: 1, error: null });
    const [row] = await rig.dataSource.query(`select count(*)::int as n from flow.seen where key = 'late'`);
    expect(row.n).toBe(1);
  });

  it('larger than the limit, or unpacked larger, is refused by the broker itself', async () => {
    expect(produce(intake, { key: 'p', value: Buffer.alloc(5_000_000, 120) })).toMatch(/too large/i);
    expect(produce(intake, { key: 'p', value: Buffer.alloc(30_000_000, 0), compressed: true })).toMatch(/too large/i);
    await rig.write('p');
    await rig.drain();
    await subscription.caughtUp();
    expect(await rig.findings(seen())).toMatchObject({ ...nothingWrong(0), written: expect.any(Number) });
  });

  /** Headers as ours would be for an event that is not quite one of ours. */
  function writeRecordOf(raw: string | null, change: Partial<SlussEvent> = {}): Record<string, string> {
    const event = { ...numbered('stranger', 1), ...change } as SlussEvent;
    if (raw === null) return writeRecord(event, 'intake', eventKey).headers;
    return writeRecord(event, 'intake', eventKey, { value: Buffer.from(raw) }).headers;
  }
});

describe('a consumer of another make', () => {
  it('reads every type of event by the AsyncAPI document', async () => {
    const folder = join(__dirname, '../contracts/fixtures');
    const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as SlussEvent);
    const db = await testDatabase([...busMigrations, ...topicNames.flatMap((role) => eventingMigrations(role))]);
    const transport = new KafkaTransport(settingsForTests({ prefix: `${prefix}-all` }));
    await transport.prepare(topicNames, []);
    for (const role of topicNames) {
      const store = new EventStore(role);
      const events = fixtures.filter(
        (event) => catalog.get(event.type)?.topic === role && catalog.get(event.type)?.version === event.version,
      );
      for (const event of events) await db.dataSource.transaction((em) => store.append(em, `${event.key}-${event.type}`, 'any', [event]));
      while ((await transport.drain({ role, dataSource: db.dataSource }, 1000)) > 0);
    }
    const document = asyncApiDocument('1.0.0', `${prefix}-all`);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const headersFit = ajv.compile(document.components.schemas.recordHeaders);
    const read = new Map<string, unknown>();
    for (const channel of Object.values(document.channels)) {
      const messages = Object.values(channel.messages as Record<string, { name: string; payload: object }>);
      for (const { key, headers, value } of consume(channel.address)) {
        expect(headersFit(headers) ? [] : headersFit.errors).toEqual([]);
        expect(headers.ce_subject).toBe(key);
        const message = messages.find(({ name }) => name === headers.ce_type)!;
        const fits = ajv.compile(message.payload);
        expect(fits(JSON.parse(value)) ? [] : fits.errors).toEqual([]);
        read.set(headers.ce_type!, value);
      }
    }
    expect([...read.keys()].sort()).toEqual([...catalog.values()].map(({ type, version }) => `se.sluss.${type}.v${version}`).sort());
    // and it could have failed
    expect(headersFit({ ce_id: 'x' })).toBe(false);
    await transport.close();
    await db.drop();
  });
});
