import { aJourney, aWait } from '../../libs/domain/placement/examples.ts';
import { ConsumerContext, newEvent } from '#eventing';
import { applyBackfill, type BackfillAct, type BackfillCommand } from './backfill.ts';
import { FollowConsumer, requestsGroup } from './follow.consumer.ts';
import { EKBACKEN, testDesk, type TestDesk } from './testing.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await testDesk();
});
afterEach(() => desk.drop());

const day = (n: number, hour = 10) => new Date(Date.UTC(2026, 8, n, hour)).toISOString();
const on = (n: number, act: BackfillAct, hour = 10): BackfillCommand => ({ occurredAt: day(n, hour), recordedAt: day(n, hour), act });
const tell = (commands: BackfillCommand[]) => desk.dataSource.transaction((em) => applyBackfill(em, desk.store, commands));
const unit = (unitId: string, kind: 'short-term' | 'special-housing', places: number) => ({
  unitId,
  name: unitId,
  kind,
  municipality: '1382',
  weekendIntake: true,
  distanceKm: 1,
  places: Array.from({ length: places }, (_, i) => ({ placeId: `${unitId}:${i + 1}`, label: String(i + 1), features: [] })),
});
const SABO = 'sabo-1382-hamnvakten';
const wait = (since: number, kinds: ('short-term' | 'special-housing')[] = ['short-term']) => ({
  kinds,
  municipality: '1382',
  needs: [],
  since: day(since),
});
const start = [
  on(1, { do: 'register', unit: unit(EKBACKEN, 'short-term', 2) }),
  on(1, { do: 'register', unit: unit(SABO, 'special-housing', 2) }),
];

describe('history told afterwards', () => {
  it('from hospital to short-term care to special housing, each event with the time it was known', async () => {
    const result = await tell([
      ...start,
      on(2, { do: 'occupyByOther', placeId: `${SABO}:2` }),
      on(5, { do: 'moveIn', journeyId: 'aino', placeId: `${EKBACKEN}:1`, wait: wait(3) }),
      on(20, { do: 'vacate', placeId: `${EKBACKEN}:1` }),
      on(20, { do: 'moveIn', journeyId: 'aino', placeId: `${SABO}:1`, wait: wait(9, ['special-housing']) }),
      on(21, { do: 'moveIn', journeyId: 'bertil', placeId: `${EKBACKEN}:1`, wait: wait(15) }),
      on(22, { do: 'reportCapacity', unitId: EKBACKEN, places: 2, occupied: 1, expectedVacancies: [] }),
    ]);
    expect(result).toEqual({ applied: 8, refused: [] });
    expect(await desk.place(`${SABO}:1`)).toMatchObject({ status: 'occupied', journeyId: 'aino', statusSince: day(20) });
    expect(await desk.place(`${EKBACKEN}:1`)).toMatchObject({ status: 'occupied', journeyId: 'bertil' });
    const known = await desk.dataSource.query(
      `select type, recorded_at from placement.event where stream = $1 and type like '%Offer%' order by version`,
      [EKBACKEN],
    );
    expect(known.map((row: { recorded_at: Date }) => row.recorded_at.toISOString())).toEqual([day(5), day(5), day(21), day(21)]);
    expect(await desk.store.verifyChain(desk.dataSource.manager)).toMatchObject({ faults: [] });
  });

  it("in pieces, with today's clock left out of it: an offer answered the next day is answered then", async () => {
    const answered = { placeId: `${EKBACKEN}:1`, journeyId: 'aino' };
    const offered = [
      ...start,
      on(3, { do: 'hold', ...answered, wait: wait(2), until: day(3, 22) }),
      on(3, { do: 'offer', ...answered, answerBy: day(5) }, 11),
    ];
    const wake = desk.sweep.rest();
    await tell(offered);
    await desk.sweep.tick();
    expect(await tell([on(4, { do: 'accept', ...answered })])).toEqual({ applied: 1, refused: [] });
    wake();
    const late = { placeId: `${EKBACKEN}:2`, journeyId: 'bertil' };
    await tell([on(5, { do: 'hold', ...late, wait: wait(4), until: day(5, 22) }), on(5, { do: 'offer', ...late, answerBy: day(7) }, 11)]);
    await desk.sweep.tick();
    expect((await tell([on(6, { do: 'accept', ...late })])).refused).toHaveLength(1);
  });

  it('step by step, with a no and a hold that ran out', async () => {
    const held = { placeId: `${EKBACKEN}:1`, journeyId: 'aino' };
    const result = await tell([
      ...start,
      on(4, { do: 'hold', ...held, wait: wait(3), until: day(4, 20) }),
      on(4, { do: 'offer', ...held, answerBy: day(5, 20) }, 11),
      on(5, { do: 'decline', ...held, reason: 'other-unit' }),
      on(6, { do: 'hold', ...held, wait: wait(3), until: day(6, 20) }),
      on(8, { do: 'moveIn', journeyId: 'bertil', placeId: `${EKBACKEN}:2`, wait: wait(6) }),
      on(9, { do: 'moveIn', ...held, wait: wait(3) }),
    ]);
    expect(result.refused).toEqual([]);
    expect(await desk.told()).toEqual(expect.arrayContaining(['OfferDeclined', 'HoldExpired', 'PlaceOccupied']));
  });

  it('what cannot have been is left out, by number and reason', async () => {
    const result = await tell([
      ...start,
      on(2, { do: 'occupyByOther', placeId: `${EKBACKEN}:1` }),
      on(3, { do: 'moveIn', journeyId: 'aino', placeId: `${EKBACKEN}:1`, wait: wait(1) }),
      on(3, { do: 'vacate', placeId: 'nowhere:1' }),
      on(4, { do: 'accept', journeyId: 'nobody', placeId: `${EKBACKEN}:2` }),
    ]);
    expect(result).toEqual({
      applied: 3,
      refused: [
        { index: 3, code: 'place-taken' },
        { index: 4, code: 'not-found' },
        { index: 5, code: 'request-not-open' },
      ],
    });
  });

  it('news of the wait that comes after its answer opens no second request', async () => {
    await tell([...start, on(5, { do: 'moveIn', journeyId: 'aino', placeId: `${EKBACKEN}:1`, wait: wait(3) })]);
    const journey = aJourney({ waits: [aWait({ from: day(3) })] });
    const event = newEvent('JourneyRevised', {
      key: 'aino',
      occurredAt: day(6),
      recordedAt: day(6),
      causedBy: null,
      actor: 'rule:flow',
      data: { journey, changes: [], trigger: { type: 'test', eventId: 'test' } },
    });
    await desk.dataSource.transaction((manager) =>
      new FollowConsumer(desk.store).onJourneys([event], new ConsumerContext([{ manager, group: requestsGroup, records: [], attempt: 1 }])),
    );
    expect((await desk.told()).filter((type) => type === 'PlacementRequested')).toHaveLength(1);
  });

  it('700 places and 1 400 moves in chunks: every place has the one that history gave it', async () => {
    const n = 700;
    const moves = Array.from({ length: n }, (_, i) => i);
    const commands = [
      on(1, { do: 'register', unit: unit('big', 'special-housing', n) }),
      ...moves.map((i) => on(2, { do: 'moveIn', journeyId: `a-${i}`, placeId: `big:${i + 1}`, wait: wait(1, ['special-housing']) })),
      ...moves.map((i) => on(3, { do: 'vacate', placeId: `big:${i + 1}` })),
      ...moves.map((i) =>
        on(4, { do: 'moveIn', journeyId: `b-${i}`, placeId: `big:${((i + 7) % n) + 1}`, wait: wait(1, ['special-housing']) }),
      ),
    ];
    expect((await tell(commands)).refused).toEqual([]);
    const [{ right }] = await desk.dataSource.query(
      `select count(*)::int as right from placement.place where status = 'occupied' and journey_id like 'b-%'`,
    );
    expect(right).toBe(n);
  }, 120_000);
});
