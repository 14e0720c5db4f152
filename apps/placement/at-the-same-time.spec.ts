// Two things in the same moment: whoever comes first is right, the other is told, and place and request agree afterwards.
import { placement } from '#domain';
import { EKBACKEN, operator, testDesk, type TestDesk } from './testing.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await testDesk();
  await desk.register(2);
  await desk.waits('aino');
});
afterEach(() => desk.drop());

const first = `${EKBACKEN}:1`;
const second = `${EKBACKEN}:2`;
const minutes = (n: number) => desk.clock.advance(n * 60_000);
const codes = async (...attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((outcome) =>
    outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code: string }).code,
  );
const both = async () => [(await desk.place(first)).status, (await desk.request('aino')).status];

describe('time runs out', () => {
  it('a hold past its end lapses and the place is free for the next, once, by however many sweeps', async () => {
    await desk.hold('aino', first);
    minutes(4 * 60);
    expect((await Promise.all([desk.sweep.sweep(), desk.sweep.sweep(), desk.sweep.sweep()])).reduce((a, b) => a + b)).toBe(1);
    expect(await both()).toEqual(['free', 'open']);
    expect((await desk.told()).filter((type) => type === 'HoldExpired')).toHaveLength(1);
    expect(await desk.sweep.sweep()).toBe(0);
  });

  it('an offer that nobody answered counts as no', async () => {
    await desk.act('aino', (s) => placement.offerPlace(s, s.policy, s.when), first);
    minutes(24 * 60);
    await desk.sweep.sweep();
    expect(await desk.request('aino')).toMatchObject({
      status: 'open',
      declines: [{ placeId: first, reason: 'no-answer', at: '2026-11-22T08:00:00.000Z' }],
    });
  });

  it('while it is being confirmed: either the offer stands or the hold has lapsed, never both', async () => {
    for (let round = 0; round < 15; round++) {
      await desk.hold('aino', first);
      // Half of the rounds the offer comes before the hold's end and the sweep after it.
      const { revision } = await desk.request('aino');
      const when = { at: desk.clock.now().toISOString(), now: desk.clock.now().toISOString() };
      minutes(4 * 60);
      const [offer] = await codes(
        desk.placing.onRequest(operator, 'aino', revision, undefined, (s) => placement.offerPlace(s, s.policy, round % 2 ? when : s.when)),
        desk.sweep.sweep(),
      );
      // A sweep passes by what somebody is working on, and comes again.
      if (offer !== 'done') await desk.sweep.sweep();
      const state = await both();
      expect(state).toEqual(offer === 'done' ? ['offered', 'offered'] : ['free', 'open']);
      if (offer !== 'done') expect(['hold-expired', 'version-conflict']).toContain(offer);
      if (offer === 'done') await desk.act('aino', (s) => placement.releaseHold(s, s.when));
    }
  });
});

describe('two people at two screens', () => {
  it('accept and decline at once: one of them counts', async () => {
    for (let round = 0; round < 15; round++) {
      await desk.act('aino', (s) => placement.offerPlace(s, s.policy, s.when), first);
      const { revision } = await desk.request('aino');
      const answers = await codes(
        desk.placing.onRequest(operator, 'aino', revision, undefined, (s) => placement.acceptOffer(s, s.when)),
        desk.placing.onRequest(operator, 'aino', revision, undefined, (s) => placement.declineOffer(s, 'other-unit', s.when)),
      );
      expect(answers.filter((code) => code === 'done')).toHaveLength(1);
      expect(answers.filter((code) => code === 'version-conflict')).toHaveLength(1);
      expect(await both()).toEqual(answers[0] === 'done' ? ['accepted', 'accepted'] : ['free', 'open']);
      if (answers[0] === 'done') await desk.act('aino', (s) => placement.releaseHold(s, s.when));
    }
  });

  it('two places for the same person through two journeys: one is given', async () => {
    await desk.waits('aino-2', { person: 'aino' });
    for (let round = 0; round < 15; round++) {
      const answers = await codes(desk.hold('aino', first), desk.hold('aino-2', second));
      expect(answers.filter((code) => code === 'done')).toHaveLength(1);
      expect(answers.filter((code) => code === 'already-placed')).toHaveLength(1);
      await desk.act(answers[0] === 'done' ? 'aino' : 'aino-2', (s) => placement.releaseHold(s, s.when));
    }
  });

  it('everybody does anything at once: no deadlock reaches a screen, and all agree afterwards', async () => {
    await desk.register(6, { unitId: 'kobo-1382-solglantan' });
    const places = [first, second, ...[1, 2, 3, 4, 5, 6].map((n) => `kobo-1382-solglantan:${n}`)];
    const people = Array.from({ length: 12 }, (_, i) => `person-${i}`);
    for (const person of people) await desk.waits(person);
    const acts: ((person: string, place: string) => Promise<unknown>)[] = [
      (person, place) => desk.hold(person, place),
      (person, place) => desk.act(person, (s) => placement.offerPlace(s, s.policy, s.when), place),
      (person) => desk.act(person, (s) => placement.acceptOffer(s, s.when)),
      (person) => desk.act(person, (s) => placement.moveIn(s, s.when)),
      (person) => desk.act(person, (s) => placement.releaseHold(s, s.when)),
      () => desk.sweep.sweep(),
    ];
    const seen = new Set<string>();
    for (let round = 0; round < 12; round++) {
      minutes(50);
      const outcomes = await codes(
        ...people.flatMap((person, i) => acts.map((act, n) => act(person, places[(i * 5 + n + round) % places.length]!))),
      );
      for (const code of outcomes) seen.add(code);
    }
    const known = ['done', 'version-conflict', 'place-taken', 'already-placed', 'not-in-this-state', 'request-not-open', 'hold-expired'];
    expect([...seen].filter((code) => !known.includes(code))).toEqual([]);
    const [{ wrong }] = await desk.dataSource.query(`
      select count(*)::int as wrong from placement.place p full join placement.request r on r.request_id = p.request_id and r.reserved_as is not null
      where p.reserved_as is distinct from r.reserved_as and (p.reserved_as is not null or r.reserved_as is not null)`);
    expect(wrong).toBe(0);
    expect(await desk.store.verifyChain(desk.dataSource.manager)).toMatchObject({ faults: [] });
  });
});
