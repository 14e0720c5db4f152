import { aPlace, aRequest, at, ekbacken } from './examples.ts';
import { placementPolicy as defaultPolicy } from '../policy/shipped.fixture.ts';
import { orderRequests } from './queue.ts';
import { rankPlaces } from './rank.ts';

const now = at('08:00');
const units = new Map([
  [ekbacken.unitId, ekbacken],
  ['kobo-1382-solglantan', { ...ekbacken, unitId: 'kobo-1382-solglantan', name: 'Solgläntan', distanceKm: 7, weekendIntake: false }],
]);
const solglantan = (n: number, changes = {}) =>
  aPlace({ placeId: `kobo-1382-solglantan:${n}`, unitId: 'kobo-1382-solglantan', ...changes });

describe('the queue', () => {
  it('goes by class, then by the longest wait, and says why', () => {
    const queue = orderRequests(
      [
        aRequest({ requestId: 'at-home', priority: 'ordinary', requestedAt: at('07:00', 1) }),
        aRequest({ requestId: 'ward-late', requestedAt: at('07:00', 20) }),
        aRequest({ requestId: 'ward-early', requestedAt: at('06:00', 17) }),
      ],
      now,
      defaultPolicy,
    );
    expect(queue.map((q) => q.request.requestId)).toEqual(['ward-early', 'ward-late', 'at-home']);
    expect(queue[0]).toMatchObject({
      position: 1,
      reason: { sv: 'väntar på sjukhus, väntat 4 dygn 2 tim', en: 'waits in hospital, waited 4 days 2 h' },
    });
  });

  it('moves a decision on special housing up when three months draw near', () => {
    const old = aRequest({ requestId: 'sabo', kinds: ['special-housing'], priority: 'ordinary', requestedAt: '2026-09-01T07:00:00.000Z' });
    const queue = orderRequests([aRequest(), old], now, defaultPolicy);
    expect(queue[0]).toMatchObject({ priority: 'near-three-months', request: { requestId: 'sabo' } });
  });

  it('is the same whatever order the requests came in', () => {
    const requests = ['a', 'b', 'c'].map((requestId) => aRequest({ requestId }));
    const ids = (list: typeof requests) => orderRequests(list, now, defaultPolicy).map((q) => q.request.requestId);
    expect(ids(requests)).toEqual(ids([...requests].reverse()));
  });
});

describe('ranking places', () => {
  const request = aRequest({ needs: ['lift', 'dementia'], wishUnitId: 'kobo-1382-solglantan' });
  const rank = (places: ReturnType<typeof aPlace>[], r = request, queue = orderRequests([r], now, defaultPolicy), policy = defaultPolicy) =>
    rankPlaces(r, places, units, queue, now, policy);

  it('puts need before wish, and names what is lacking', () => {
    const [first, second] = rank([solglantan(1), aPlace({ features: ['lift', 'dementia'] })]);
    expect(first).toMatchObject({ rank: 1, unitName: 'Ekbacken', unmet: [], wished: false, hindrance: null });
    expect(second).toMatchObject({ rank: 2, unitName: 'Solgläntan', unmet: ['dementia'], wished: true });
    expect(second!.reasons).toContainEqual({ code: 'needs-unmet', good: false, sv: 'Saknar: demensboende', en: 'Lacks: dementia unit' });
  });

  it('a municipality that lets wish go first says so in its policy', () => {
    const policy = { ...defaultPolicy, rankBy: ['holdable' as const, 'wish' as const, 'needs' as const] };
    expect(rank([solglantan(1), aPlace({ features: ['lift', 'dementia'] })], request, [], policy)[0]).toMatchObject({ wished: true });
  });

  it('shows reserved and closed places last with what stands in the way, and leaves occupied ones out', () => {
    const options = rank([
      aPlace({ placeId: 'e:1', status: 'held', requestId: 'wait-other', heldUntil: at('12:00') }),
      aPlace({ placeId: 'e:2', closure: { reason: 'staffing', since: at('06:00'), expectedEndOn: '2026-11-24' } }),
      aPlace({ placeId: 'e:3', status: 'occupied' }),
      solglantan(4),
    ]);
    expect(options.map((o) => [o.place.placeId, o.hindrance])).toEqual([
      ['kobo-1382-solglantan:4', null],
      ['e:1', 'place-taken'],
      ['e:2', 'place-closed'],
    ]);
    expect(options.slice(1).map((o) => o.freeFrom)).toEqual([at('12:00'), '2026-11-23T23:00:00.000Z']);
  });

  it('says until when, and why, a place cannot be had', () => {
    const texts = rank([
      aPlace({ placeId: 'e:1', status: 'held', requestId: 'wait-other', heldUntil: at('12:00') }),
      aPlace({ placeId: 'e:2', closure: { reason: 'staffing', since: at('06:00'), expectedEndOn: '2026-11-24' } }),
    ]).map((o) => o.reasons[0]!.sv);
    expect(texts).toEqual(['Reserverad för någon annan till 2026-11-21 13:00', 'Stängd: bemanning, till 2026-11-24']);
  });

  it('a unit that takes nobody on weekends is free from Monday at eight', () => {
    const [ekbackens, solglantans] = rank([aPlace({ features: ['lift', 'dementia'] }), solglantan(1)]);
    expect(ekbackens!.freeFrom).toBe(now);
    expect(solglantans!.freeFrom).toBe('2026-11-23T07:00:00.000Z');
  });

  it('the place already reserved for this person is not a hindrance', () => {
    const own = aPlace({ status: 'held', requestId: request.requestId, journeyId: 'aino', heldUntil: at('12:00') });
    expect(rank([own])[0]).toMatchObject({ hindrance: null, freeFrom: now });
  });

  it('tells what the choice costs others: who stands before and could use the place', () => {
    const longer = aRequest({ requestId: 'wait-bertil', journeyId: 'bertil', needs: [], requestedAt: at('07:00', 18) });
    const cannotUse = aRequest({ requestId: 'wait-cecilia', journeyId: 'cecilia', needs: ['oxygen'], requestedAt: at('07:00', 17) });
    const queue = orderRequests([request, longer, cannotUse], now, defaultPolicy);
    const [option] = rank([aPlace()], request, queue);
    expect(option!.passesOver.map((q) => [q.request.journeyId, q.waitHours])).toEqual([['bertil', 73]]);
    expect(option!.reasons.map((r) => r.code)).toContain('passes-over');
  });

  it('numbers places as people count: 2 before 10', () => {
    expect(rank([solglantan(10), solglantan(2)]).map((o) => o.place.placeId)).toEqual([
      'kobo-1382-solglantan:2',
      'kobo-1382-solglantan:10',
    ]);
  });
});
