import type { AlertEvent, JourneyEvent, PlacementEvent } from '#contracts';
import { testDatabase, type TestDatabase } from '#testing';
import { migrations } from '../migrations.ts';
import { alertView, journeyView, placeView, requestView, says, unitView, waitOf } from '../testing/views.ts';
import { readModelHash, truncateReadModel } from './hash.ts';
import { applyBatch } from './store.ts';

type Read = JourneyEvent | PlacementEvent | AlertEvent;

/** A small history over all three topics: two journeys, a place that is held, a cause that changes, an alert that comes and goes. */
function history(): Read[] {
  const at = (minute: number) => new Date(Date.parse('2026-11-17T09:00:00Z') + minute * 60_000).toISOString();
  const events: Read[] = [];
  for (const n of [1, 2, 3]) {
    const journeyId = `j-${n}`;
    const ready = journeyView({ journeyId, revision: 2, state: 'discharge-ready', waits: [waitOf(journeyId, at(n))] });
    events.push(says.journey(at(0), journeyView({ journeyId, revision: 1 })), says.journey(at(n), ready));
    events.push(
      says.cause(at(n), journeyId, 1, 'process', 'needs-assessment-missing'),
      says.cause(at(n + 10), journeyId, 2, 'capacity', 'no-place'),
    );
    events.push(
      says.journey(at(n + 60), {
        ...ready,
        revision: 3,
        state: 'closed',
        waits: [{ ...ready.waits[0]!, to: at(n + 60), endedBy: 'moved' }],
      }),
    );
  }
  events.push(says.unit(at(0), unitView({ revision: 1 })), says.place(at(1), 'PlaceRegistered', placeView({ revision: 1 })));
  events.push(says.request(at(2), requestView({ revision: 1 })));
  events.push(
    says.both(
      at(3),
      'PlaceHeld',
      placeView({ revision: 2, status: 'held', journeyId: 'j-1' }),
      requestView({ revision: 2, status: 'held' }),
    ),
  );
  // Two events of one command may carry the same revision of the same request.
  events.push(
    says.both(
      at(4),
      'PlaceOffered',
      placeView({ revision: 3, status: 'offered', journeyId: 'j-1' }),
      requestView({ revision: 2, status: 'held' }),
    ),
  );
  events.push(
    says.alert(at(5), 'AlertRaised', alertView({ revision: 1 })),
    says.alert(at(9), 'AlertResolved', alertView({ revision: 2, state: 'resolved', resolvedAt: at(9) })),
  );
  return events;
}

/** A shuffle that can be had again: the order is told by the number. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed * 2654435761;
  for (let i = result.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

describe('the read model', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  const replay = async (events: readonly Read[], batchSize: number): Promise<string> => {
    await database.dataSource.transaction(truncateReadModel);
    for (let i = 0; i < events.length; i += batchSize) {
      await database.dataSource.transaction((em) => applyBatch(em, events.slice(i, i + batchSize)));
    }
    return database.dataSource.transaction(readModelHash);
  };

  it('is the same bytes whatever the batch size, the order between topics, or repeats', async () => {
    const events = history();
    const hash = await replay(events, 1);
    for (const batchSize of [2, 7, 500]) expect(await replay(events, batchSize)).toBe(hash);
    for (const seed of [1, 2, 3, 4, 5, 6]) expect(await replay(shuffled(events, seed), (seed % 4) + 1)).toBe(hash);
    expect(await replay([...events, ...events], 5)).toBe(hash);
  });

  it('is other bytes when one event is missing or different', async () => {
    const events = history();
    const hash = await replay(events, 500);
    expect(await replay(events.slice(1), 500)).not.toBe(hash);
    expect(await replay([...events.slice(0, -1), { ...events.at(-1)!, recordedAt: '2026-11-18T00:00:00.000Z' }], 500)).not.toBe(hash);
  });

  it('keeps the highest revision as current and every revision as history', async () => {
    await replay(shuffled(history(), 9), 3);
    const [current] = await database.dataSource.query(
      `select revision, state, open, ready_since from gateway.journey where journey_id = 'j-1'`,
    );
    expect(current).toEqual({ revision: 3, state: 'closed', open: false, ready_since: null });
    const revisions = await database.dataSource.query(`select revision from gateway.journey_rev where journey_id = 'j-1' order by 1`);
    expect(revisions.map((r: { revision: number }) => r.revision)).toEqual([1, 2, 3]);
  });

  it('announces changes at positions without gaps', async () => {
    await replay(history(), 4);
    const rows: { position: string }[] = await database.dataSource.query('select position from gateway.change order by position');
    const first = Number(rows[0]!.position);
    expect(rows.map((r) => Number(r.position))).toEqual(rows.map((_, i) => first + i));
  });
});
