import { placement } from '#domain';
import { EKBACKEN, falkenberg, halmstad, testDesk, type TestDesk } from './testing.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await testDesk();
  await desk.register(2);
  await desk.waits('aino');
});
afterEach(() => desk.drop());
const first = `${EKBACKEN}:1`;
const second = `${EKBACKEN}:2`;

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: { code: string; constraint?: string }) => error.constraint ?? error.code,
  );

describe('giving a place', () => {
  it('goes from hold to offer, yes and moving in; every step is told once', async () => {
    await desk.hold('aino', first);
    await desk.act('aino', (s) => placement.offerPlace(s, s.policy, s.when));
    await desk.act('aino', (s) => placement.acceptOffer(s, s.when));
    const { place, request } = await desk.act('aino', (s) => placement.moveIn(s, s.when));
    expect([place!.status, request!.status]).toEqual(['occupied', 'fulfilled']);
    expect(await desk.told()).toEqual(expect.arrayContaining(['PlaceHeld', 'PlaceOffered', 'OfferAccepted', 'PlaceOccupied']));
    expect(await desk.store.verifyChain(desk.dataSource.manager)).toMatchObject({ faults: [] });
  });

  it('who comes too late is told the next best place', async () => {
    await desk.waits('bertil');
    await desk.hold('aino', first);
    await expect(desk.hold('bertil', first)).rejects.toMatchObject({
      code: 'place-taken',
      more: { context: { nextBest: { placeId: second, unitName: 'Ekbacken' } } },
    });
    await desk.waits('cecilia');
    await desk.hold('cecilia', second);
    await expect(desk.hold('bertil', first)).rejects.toMatchObject({ code: 'place-taken', more: { context: { nextBest: null } } });
  });

  it('a screen that shows an old revision is told so and changes nothing', async () => {
    const stale = desk.placing.onRequest(falkenberg, 'aino', 7, first, (s) => placement.holdPlace(s, s.policy, s.when));
    expect(await codeOf(stale)).toBe('version-conflict');
    expect((await desk.place(first)).status).toBe('free');
  });

  it("another municipality's request is as unknown as one that is not there", async () => {
    const theirs = desk.hold('aino', first, halmstad);
    const nobodys = desk.placing.onRequest(halmstad, 'nobody', 1, first, (s) => placement.releaseHold(s, s.when));
    await expect(theirs).rejects.toMatchObject({ code: 'not-found', detail: undefined });
    await expect(nobodys).rejects.toMatchObject({ code: 'not-found', detail: undefined });
    expect(await codeOf(desk.placing.onPlace(halmstad, first, 1, (p, when) => placement.vacate(p, when)))).toBe('not-found');
  });

  it("another municipality's place cannot be held", async () => {
    await desk.register(1, { unitId: 'kobo-1380-bryggan', municipality: '1380' });
    expect(await codeOf(desk.hold('aino', 'kobo-1380-bryggan:1', falkenberg))).toBe('place-other-municipality');
    expect(await codeOf(desk.hold('aino', 'kobo-1382-nowhere:1', falkenberg))).toBe('not-found');
  });

  it('one person has one reserved place, also when two journeys are theirs', async () => {
    await desk.waits('aino-2', { person: 'aino' });
    await desk.hold('aino', first);
    await expect(desk.hold('aino-2', second)).rejects.toMatchObject({ code: 'already-placed', more: { context: { placeId: first } } });
  });

  it('moving on gives up the place the person had', async () => {
    await desk.register(1, { unitId: 'sabo-1382-hamnvakten', kind: 'special-housing' });
    const move = async (journeyId: string, placeId: string) => {
      await desk.act(journeyId, (s) => placement.offerPlace(s, s.policy, s.when), placeId);
      await desk.act(journeyId, (s) => placement.acceptOffer(s, s.when));
      await desk.act(journeyId, (s) => placement.moveIn(s, s.when));
    };
    await move('aino', first);
    desk.clock.advance(3_600_000);
    await desk.waits('aino-onward', { person: 'aino', kinds: ['special-housing'] });
    await move('aino-onward', 'sabo-1382-hamnvakten:1');
    expect((await desk.place(first)).status).toBe('free');
    expect(await desk.told()).toContain('PlaceVacated');
  });
});

describe('ranked places for who waits', () => {
  it('come with reasons in the language of the asker, and the reading is logged for everyone shown', async () => {
    await desk.waits('bertil', { requestedAt: '2026-11-18T08:00:00.000Z' });
    const result = await desk.matching.match(falkenberg, 'aino', 'sv');
    expect(result.options.map((o) => [o.rank, o.place.placeId, o.hindrance])).toEqual([
      [1, first, null],
      [2, second, null],
    ]);
    expect(result.options[0]!.passesOver).toMatchObject([{ journeyId: 'bertil', waitHours: 72 }]);
    expect(result.options[0]!.reasons).toContainEqual({ code: 'passes-over', good: false, text: 'Går före en person som står före i kön' });
    expect(result.queue.map((q) => [q.journeyId, q.reason])).toEqual([
      ['bertil', 'väntar på sjukhus, väntat 3 dygn'],
      ['aino', 'väntar på sjukhus, väntat 1 dygn'],
    ]);
    const log = await desk.dataSource.query('select action, journey_id from persons.access_log order by id');
    expect(log).toEqual([
      { action: 'match', journey_id: 'aino' },
      { action: 'list', journey_id: 'bertil' },
    ]);
  });

  it('are none once the person has moved in, which is said', async () => {
    await desk.hold('aino', first);
    await desk.act('aino', (s) => placement.offerPlace(s, s.policy, s.when), first);
    await desk.act('aino', (s) => placement.acceptOffer(s, s.when));
    await desk.act('aino', (s) => placement.moveIn(s, s.when));
    expect(await desk.matching.match(falkenberg, 'aino', 'sv')).toMatchObject({
      request: { status: 'fulfilled', placeId: first },
      options: [],
    });
  });

  it('are nobody else’s business', async () => {
    expect(await codeOf(desk.matching.match(halmstad, 'aino', 'sv'))).toBe('not-found');
    expect(await codeOf(desk.matching.match(falkenberg, 'nobody', 'sv'))).toBe('not-found');
  });
});

describe('what the database refuses even if the code were wrong', () => {
  const write = (sql: string, params: unknown[] = []) => codeOf(desk.dataSource.query(sql, params));
  const setRequest = (id: string, view: object) =>
    write(`update placement.request set view = view || $2 where request_id = $1`, [id, JSON.stringify(view)]);

  beforeEach(async () => {
    await desk.waits('bertil');
    await desk.hold('aino', first);
  });

  it('two requests with the same place', async () => {
    expect(await setRequest('bertil', { status: 'held', placeId: first })).toBe('one_holder_per_place');
  });

  it('a request that holds a place which does not know of it', async () => {
    expect(await setRequest('bertil', { status: 'held', placeId: second })).toMatch(/place_agrees_with_request|request_agrees_with_place/);
  });

  it('a place that somebody else is written into', async () => {
    const stolen = { journeyId: 'bertil', requestId: 'bertil' };
    expect(
      await write(`update placement.place set view = view || $2, person_id = 'bertil' where place_id = $1`, [
        first,
        JSON.stringify(stolen),
      ]),
    ).toMatch(/place_agrees_with_request|request_agrees_with_place/);
  });

  it('a second reserved place or home of the same person', async () => {
    const held = { status: 'held', journeyId: 'aino-2', requestId: 'aino-2' };
    expect(
      await write(`update placement.place set view = view || $2, person_id = 'aino' where place_id = $1`, [second, JSON.stringify(held)]),
    ).toBe('one_reserved_place_per_person');
    const home = { status: 'occupied', journeyId: 'aino', requestId: null };
    const both = `update placement.place set view = view || $1, person_id = 'cecilia' where unit_id = '${EKBACKEN}'`;
    expect(await write(both, [JSON.stringify(home)])).toBe('one_home_per_person');
  });

  it('the same journey twice in the queue, and a holder without a name', async () => {
    expect(
      await write(
        `insert into placement.request (request_id, view) select 'again', view || '{"requestId":"again"}' from placement.request where request_id = 'aino'`,
      ),
    ).toBe('one_holder_per_place');
    expect(
      await write(
        `insert into placement.request (request_id, view) select 'again', view || '{"requestId":"again"}' from placement.request where request_id = 'bertil'`,
      ),
    ).toBe('one_request_per_journey');
    expect(await write(`update placement.place set view = view || '{"status":"held"}' where place_id = $1`, [second])).toBe(
      'holder_fits_status',
    );
  });
});
