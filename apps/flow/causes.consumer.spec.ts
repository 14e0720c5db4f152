// Causes on a real PostgreSQL: a wait gets its cause, another one when things change, and the same ones however often the news is told.
import { placementPolicy } from '../../libs/domain/policy/shipped.fixture.ts';
import type { EventOf, JourneyEvent, JourneyView, PlacementEvent, PlaceView } from '#contracts';
import { foldPatient } from '#domain';
import { busMigrations, ConsumerContext, EventStore, newEvent } from '#eventing';
import { FixedClock, testDatabase, type TestDatabase } from '#testing';
import { patient } from '../../libs/domain/flow/fold/storyteller.ts';
import { place, unit } from '../../libs/domain/causes/staged.ts';
import { CausesConsumer } from './causes.consumer.ts';
import { CausesSweep } from './causes.sweep.ts';
import { causesGroup } from './groups.ts';
import { migrations } from './migrations.ts';
import { SituationMemory } from './situations.store.ts';

let db: TestDatabase;
const store = new EventStore('flow');
const process = () => new CausesConsumer(store, new SituationMemory(), () => placementPolicy);
let consumer: CausesConsumer;

beforeEach(async () => {
  db = await testDatabase([...busMigrations, ...migrations]);
  consumer = process();
});
afterEach(() => db.drop());

function deliver(events: readonly (JourneyEvent | PlacementEvent)[], to = consumer): Promise<void> {
  return db.dataSource.transaction(async (manager) => {
    const context = new ConsumerContext([{ manager, group: causesGroup, records: [], attempt: 1 }]);
    await to.onJourneys(events as JourneyEvent[], context);
  });
}

async function causes(): Promise<EventOf<'CauseAttributed'>['data'][]> {
  const rows: { event: EventOf<'CauseAttributed'> }[] = await db.dataSource.query(
    'select event from flow.event order by recorded_at, stream, version',
  );
  return rows.map((row) => row.event.data);
}
const told = async () =>
  (await causes()).map(({ journeyId, revision, since, cause }) => [journeyId, revision, since.slice(5, 16), cause.gate]);

const at = (when: string) => `2026-${when.replace(' ', 'T')}:00.000Z`;
const stamp = (when: string) => ({ occurredAt: at(when), recordedAt: at(when), causedBy: null, actor: 'source:his' });

function waits(id: string, since: string, revision = 1, more: Partial<JourneyView> = {}) {
  const p = patient({ patientId: id, visitId: `v-${id}` });
  const view = foldPatient([p.admitted('11-12 14:20'), p.basisCompleted('11-13 08:00'), p.ready(since)]).journeys[0]!;
  return newEvent('JourneyRevised', {
    ...stamp(since),
    key: view.journeyId,
    data: { journey: { ...view, ...more, revision }, changes: [], trigger: { type: 'DischargeReadyDeclared', eventId: 'e1' } },
  });
}
const told1 = (when: string, view: PlaceView) => newEvent('PlaceRegistered', { ...stamp(when), key: view.unitId, data: { place: view } });
const ekbacken = newEvent('UnitRegistered', {
  ...stamp('11-01 08:00'),
  key: 'ekbacken',
  data: { unit: unit('ekbacken', 'short-term', { weekendIntake: false }) },
});
const full = told1('11-01 08:00', place('ekbacken:1', 'short-term'));
const freed = told1('11-18 08:00', place('ekbacken:1', 'short-term', { status: 'free', revision: 2 }));

describe('a wait', () => {
  it('is a shortage from its first moment, and an act once a place is free', async () => {
    await deliver([ekbacken, full, waits('berit', '11-17 06:05')]);
    await deliver([freed]);
    expect(await told()).toEqual([
      ['j-berit', 1, '11-17T06:05', 'no-place'],
      ['j-berit', 2, '11-18T08:00', 'place-free-not-matched'],
    ]);
  });

  it('keeps its cause when the same news comes again, to this process or to another', async () => {
    const news = [ekbacken, full, waits('berit', '11-17 06:05'), freed];
    await deliver(news);
    const before = await causes();
    await deliver(news);
    await deliver(news, process());
    expect(await causes()).toEqual(before);
  });

  it('is judged alike by two processes in turn, each with a memory of its own', async () => {
    const other = process();
    await deliver([ekbacken, full]);
    await deliver([waits('berit', '11-17 06:05')], other);
    await deliver([freed]);
    await deliver([waits('tord', '11-19 16:50')], other);
    expect(await told()).toEqual([
      ['j-berit', 1, '11-17T06:05', 'no-place'],
      ['j-berit', 2, '11-18T08:00', 'place-free-not-matched'],
      ['j-tord', 1, '11-19T16:50', 'no-place'],
    ]);
  });

  it('is judged on what was committed when a batch was rolled back', async () => {
    await deliver([ekbacken, full, waits('berit', '11-17 06:05')]);
    const failing = db.dataSource.transaction(async (manager) => {
      await consumer.onPlaces([freed], new ConsumerContext([{ manager, group: causesGroup, records: [], attempt: 1 }]));
      throw new Error('the lights went out');
    });
    await expect(failing).rejects.toThrow('the lights went out');
    await deliver([waits('tord', '11-19 16:50')]);
    expect((await told()).map(([id, , , gate]) => [id, gate])).toEqual([
      ['j-berit', 'no-place'],
      ['j-berit', 'no-place'],
      ['j-tord', 'no-place'],
    ]);
  });

  it('is judged on what is stored when a power cut took a commit back, and the numbers it had been given', async () => {
    await deliver([ekbacken, full, waits('berit', '11-17 06:05')]);
    const [{ last }] = await db.dataSource.query('select last_value as last from flow.situation_stamp');
    const lost = db.dataSource.transaction(async (manager) => {
      await consumer.onPlaces([freed], new ConsumerContext([{ manager, group: causesGroup, records: [], attempt: 1 }]));
      throw new Error('the lights went out');
    });
    await expect(lost).rejects.toThrow('the lights went out');
    await db.dataSource.query(`select setval('flow.situation_stamp', $1)`, [last]);
    await deliver([waits('tord', '11-17 16:50')], process());
    await deliver([freed]);
    expect((await told()).map(([id, , , gate]) => `${id} ${gate}`)).toContain('j-berit place-free-not-matched');
  });

  it('that closes and opens again goes on counting its causes', async () => {
    await deliver([ekbacken, full, waits('berit', '11-17 06:05')]);
    await deliver([waits('berit', '11-17 06:05', 2, { state: 'settled', waits: [] })]);
    await deliver([waits('berit', '11-17 06:05', 3), freed]);
    expect((await told()).map(([, revision]) => revision)).toEqual([1, 2]);
  });
});

describe('time', () => {
  const sweepAt = (when: string) =>
    new CausesSweep(db.dataSource, store, new SituationMemory(), new FixedClock(new Date(at(when))), () => placementPolicy).sweep();

  it('alone changes a cause when the weekend begins, once, also when two look at the same time', async () => {
    const friday = told1('11-20 22:00', place('ekbacken:1', 'short-term', { status: 'free', revision: 2 }));
    await deliver([ekbacken, waits('berit', '11-17 06:05'), friday]);
    const found = await Promise.all([sweepAt('11-20 23:30'), sweepAt('11-20 23:30')]);
    expect(found.toSorted()).toEqual([0, 1]);
    expect((await told()).at(-1)).toEqual(['j-berit', 3, '11-20T23:30', 'no-weekend-intake']);
    expect(await sweepAt('11-21 01:00')).toBe(0);
  });

  it('is left alone while history is being read', async () => {
    await deliver([ekbacken, waits('berit', '11-17 06:05'), freed]);
    expect(await sweepAt('11-21 10:00')).toBe(0);
  });
});
