// The consumer on a real PostgreSQL: whatever order, repeats and batches facts are delivered in, and however many deliver at once, the journeys are those
// of the sorted, unique history.
import { foldPatient, sortedUnique, type FlowFact } from '#domain';
import { busMigrations, ConsumerContext, EventStore } from '#eventing';
import { testDatabase, type TestDatabase } from '#testing';
import type { Fact, JourneyEvent, PlacementEvent } from '#contracts';
import { merged, patient } from '../../libs/domain/flow/fold/storyteller.ts';
import { journeysGroup } from './groups.ts';
import { JourneysConsumer } from './journeys.consumer.ts';
import { migrations } from './migrations.ts';

let db: TestDatabase;
const store = new EventStore('flow');
const consumer = new JourneysConsumer(store);

beforeEach(async () => {
  db = await testDatabase([...busMigrations, ...migrations]);
});
afterEach(() => db.drop());

async function deliver(facts: readonly FlowFact[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.dataSource.transaction(async (manager) => {
        const context = new ConsumerContext([{ manager, group: journeysGroup, records: [], attempt }]);
        await consumer.onFacts(facts.filter((fact) => !isPlace(fact)) as Fact[], context);
        await consumer.onPlaces(facts.filter(isPlace) as PlacementEvent[], context);
      });
    } catch (error) {
      if (!['40P01', '40001'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

const isPlace = (fact: FlowFact) => fact.type === 'PlaceOccupied' || fact.type === 'PlaceVacated';

async function journeys(): Promise<object[]> {
  const rows: { view: string }[] = await db.dataSource.query(`select view from flow.journey order by journey_id`);
  return rows
    .map((row) => JSON.parse(row.view) as { journeyId: string; mergedInto: string | null })
    .filter((view) => view.mergedInto === null);
}

async function told(): Promise<JourneyEvent[]> {
  const rows: { event: JourneyEvent }[] = await db.dataSource.query('select event from flow.event order by stream, version');
  return rows.map((row) => row.event);
}

/** A ward's worth of patients, each with a whole way through; some change number, some turn out to be one person. */
function history(people: number): FlowFact[] {
  return Array.from({ length: people }, (_, i) => {
    const patientId = `p${i}`;
    const p = patient({ patientId, visitId: `v-${i}` });
    const facts: FlowFact[] = [
      p.admitted('11-01 08:00'),
      p.stated('11-01 08:00', '1382'),
      p.noticeSent('11-01 09:00'),
      p.expected('11-01 10:00', '11-06 10:00'),
      p.transferred('11-02 08:00', 'AVD5'),
      p.ready('11-04 08:00'),
      p.discharged('11-06 08:00', 'short-term'),
      p.movesIn('11-06 10:00', `kobo-1382-ekbacken:${i}`),
      p.onward('11-08 10:00', 'special-housing'),
    ];
    if (i % 3 === 0) facts.push(patient({ patientId, visitId: `v-${i}-b` }).admitted('11-09 02:00'));
    if (i % 4 === 1)
      facts.push(
        p.renumbered('11-03 08:00', `v-${i}`, `v-${i}-c`),
        patient({ patientId, visitId: `v-${i}-c` }).basisCompleted('11-03 09:00'),
      );
    if (i % 5 === 2) facts.push(merged('11-05 08:00', patientId, `p${i + 1}`));
    return facts;
  }).flat();
}

const expected = (facts: readonly FlowFact[]) => foldPatient(facts).journeys.toSorted((a, b) => (a.journeyId < b.journeyId ? -1 : 1));

/** The same disorder in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const out = [...items];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

const batches = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

describe('facts on their way to journeys', () => {
  const facts = history(24);

  it('give the journeys of the sorted, unique history, shuffled and repeated', async () => {
    for (const batch of batches(shuffled([...facts, ...facts.slice(0, 60)], 7), 17)) await deliver(batch);
    expect(await journeys()).toEqual(expected(facts));
  });

  it('do so delivered by four at once, where clusters meet', async () => {
    const facts = history(12);
    // Every fact goes down two of four lanes.
    const lanes = [0, 1, 2, 3].map((lane) =>
      batches(
        shuffled(
          facts.filter((_, i) => i % 4 === lane || (i + 1) % 4 === lane),
          lane + 1,
        ),
        9,
      ),
    );
    await Promise.all(
      lanes.map(async (lane) => {
        for (const batch of lane) await deliver(batch);
      }),
    );
    expect(await journeys()).toEqual(expected(facts));
  });

  it('are revised one by one, the same however they were cut into batches', async () => {
    const sorted = sortedUnique(facts.filter((fact) => !isPlace(fact)));
    for (const batch of batches(sorted, 50)) await deliver(batch);
    const inBatches = await told();
    await db.drop();
    db = await testDatabase([...busMigrations, ...migrations]);
    for (const batch of batches(sorted, 3)) await deliver(batch);
    expect(await told()).toEqual(inBatches);
    const revisions = inBatches.flatMap((event) =>
      event.type === 'JourneyRevised' && event.key === 'j-0' ? [event.data.journey.revision] : [],
    );
    expect(revisions).toEqual(revisions.map((_, i) => i + 1));
  });

  it('told again change nothing', async () => {
    await deliver(facts);
    const before = await told();
    await deliver(shuffled(facts, 3));
    expect(await told()).toEqual(before);
  });

  it('leave a journey known under a later number pointing at the one it became part of', async () => {
    const late = patient({ visitId: 'v-2' });
    await deliver([late.ready('11-13 08:00')]);
    await deliver([patient({ visitId: 'v-1' }).renumbered('11-12 08:00', 'v-1', 'v-2')]);
    const [row] = await db.dataSource.query(`select view from flow.journey where journey_id = 'j-2'`);
    expect(JSON.parse(row.view)).toMatchObject({ state: 'closed', marks: ['merged'], mergedInto: 'j-1' });
  });

  it('note a contradiction once', async () => {
    const p = patient();
    await deliver([p.admitted('11-01 08:00'), p.notReady('11-02 08:00')]);
    await deliver([p.ready('11-03 08:00'), p.noticeSent('11-03 09:00')]);
    const noted = (await told()).filter((event) => event.type === 'ContradictionNoted');
    expect(noted.map((event) => event.data)).toMatchObject([{ journeyId: 'j-1', code: 'withdrawn-without-ready' }]);
  });

  it('keep what is said of a journey until the journey is known', async () => {
    const p = patient();
    await deliver([p.noticeSent('11-01 09:00')]);
    expect(await journeys()).toEqual([]);
    await deliver([p.admitted('11-01 08:00')]);
    expect(await journeys()).toMatchObject([{ state: 'planning' }]);
  });
});
