import { aPlace, aRequest, at, click } from './examples.ts';
import { evolve, emptyPlacement, type Decision, type PlacementState } from './decision.ts';
import { acceptOffer, declineOffer, expireHold, holdPlace, offerPlace, releaseHold } from './holds.ts';
import { placementPolicy as defaultPolicy } from '../policy/shipped.fixture.ts';
import { moveIn, occupyByOther, vacate } from './stays.ts';
import type { PlaceView, RequestView } from '#contracts';

const eventsOf = (decision: Decision) => {
  if (!decision.ok) throw new Error(`refused: ${decision.code}`);
  return decision.events;
};
const after = (...decisions: Decision[]): { place: PlaceView; request: RequestView } => {
  const state: PlacementState = decisions.flatMap((d) => [...eventsOf(d)]).reduce(evolve, emptyPlacement);
  return { place: [...state.places.values()][0]!, request: [...state.requests.values()][0]! };
};
const held = () => after(holdPlace({ request: aRequest(), place: aPlace(), reserved: null }, defaultPolicy, click('08:00'), at('12:00')));
const offered = () => after(offerPlace({ ...held(), reserved: null }, defaultPolicy, click('08:10'), at('16:00')));
const accepted = () => after(acceptOffer({ ...offered(), reserved: null }, click('10:00')));

describe('holding a place', () => {
  it('takes the place out of reach until the hold runs out', () => {
    const { place, request } = held();
    expect(place).toMatchObject({ status: 'held', journeyId: 'aino', requestId: 'wait-aino', heldUntil: at('12:00'), revision: 2 });
    expect(request).toMatchObject({ status: 'held', placeId: place.placeId, until: at('12:00'), revision: 2 });
  });

  it('lasts as long as the municipality has decided when nobody gives a time', () => {
    const { request } = after(
      holdPlace({ request: aRequest(), place: aPlace(), reserved: null }, { ...defaultPolicy, holdHours: 6 }, click('08:00')),
    );
    expect(request.until).toBe(at('14:00'));
  });

  it('cannot end in the past or later than allowed', () => {
    for (const until of [at('08:00'), at('08:00', 30)]) {
      expect(holdPlace({ request: aRequest(), place: aPlace(), reserved: null }, defaultPolicy, click('08:00'), until)).toMatchObject({
        ok: false,
        code: 'invalid',
      });
    }
  });

  const refusals: [string, Partial<PlaceView>, Partial<RequestView>, string][] = [
    ['somebody else holds it', { status: 'held', requestId: 'wait-other', heldUntil: at('12:00') }, {}, 'place-taken'],
    ['somebody lives there', { status: 'occupied' }, {}, 'place-taken'],
    [
      'it is closed for lack of staff',
      { closure: { reason: 'staffing', since: at('06:00'), expectedEndOn: '2026-11-24' } },
      {},
      'place-closed',
    ],
    ['it is of another kind', { kind: 'special-housing' }, {}, 'place-wrong-kind'],
    ['it belongs to another municipality', { municipality: '1380' }, {}, 'place-other-municipality'],
    ['the person already has a place reserved', {}, { status: 'held', placeId: 'other:1' }, 'already-placed'],
    ['the person no longer waits', {}, { status: 'withdrawn' }, 'request-not-open'],
    ['the person has moved in somewhere', {}, { status: 'fulfilled' }, 'request-not-open'],
  ];
  it.each(refusals)('is refused when %s', (_, place, request, code) => {
    expect(holdPlace({ request: aRequest(request), place: aPlace(place), reserved: null }, defaultPolicy, click('08:00'))).toMatchObject({
      ok: false,
      code,
    });
  });

  it('is refused when the person has a place reserved through another journey', () => {
    const reserved = aPlace({ placeId: 'other:1', status: 'offered', journeyId: 'aino-earlier' });
    expect(holdPlace({ request: aRequest(), place: aPlace(), reserved }, defaultPolicy, click('08:00'))).toMatchObject({
      code: 'already-placed',
      context: { placeId: 'other:1' },
    });
  });

  it('reaches into a neighbour where there is an agreement, and to what the region runs', () => {
    const neighbour = aPlace({ municipality: '1380' });
    expect(
      holdPlace({ request: aRequest(), place: neighbour, reserved: null }, { ...defaultPolicy, agreements: ['1380'] }, click('08:00')).ok,
    ).toBe(true);
    const postAcute = aPlace({ kind: 'post-acute', municipality: '1380' });
    expect(
      holdPlace({ request: aRequest({ kinds: ['post-acute'] }), place: postAcute, reserved: null }, defaultPolicy, click('08:00')).ok,
    ).toBe(true);
  });

  it('can be made longer while it lasts, not after', () => {
    const s = { ...held(), reserved: null };
    expect(after(holdPlace(s, defaultPolicy, click('11:00'), at('15:00'))).request.until).toBe(at('15:00'));
    expect(holdPlace(s, defaultPolicy, click('12:00'), at('15:00'))).toMatchObject({ code: 'hold-expired' });
  });

  it('can be let go, and the place is free for the next', () => {
    const { place, request } = after(releaseHold({ ...held(), reserved: null }, click('09:00')));
    expect(place).toMatchObject({ status: 'free', journeyId: null, requestId: null, heldUntil: null });
    expect(request).toMatchObject({ status: 'open', placeId: null, until: null });
  });
});

describe('offering a place', () => {
  it('goes from hold to offer, and asks for an answer by a time', () => {
    const { place, request } = offered();
    expect([place.status, request.status, request.until]).toEqual(['offered', 'offered', at('16:00')]);
  });

  it('can hold and offer a free place in one', () => {
    const { place, request } = after(offerPlace({ request: aRequest(), place: aPlace(), reserved: null }, defaultPolicy, click('08:00')));
    expect([place.status, request.status]).toEqual(['offered', 'offered']);
  });

  it('needs a place', () => {
    expect(offerPlace({ request: aRequest(), place: null, reserved: null }, defaultPolicy, click('08:00'))).toMatchObject({
      code: 'not-in-this-state',
    });
  });

  it('a yes makes the place wait for the move; a no with its reason frees it and is remembered', () => {
    expect(accepted().place.status).toBe('accepted');
    const { place, request } = after(declineOffer({ ...offered(), reserved: null }, 'other-unit', click('10:00')));
    expect(place.status).toBe('free');
    expect(request).toMatchObject({ status: 'open', declines: [{ placeId: place.placeId, reason: 'other-unit', at: at('10:00') }] });
  });

  it('a yes after the answer was due comes too late', () => {
    expect(acceptOffer({ ...offered(), reserved: null }, click('16:00'))).toMatchObject({ code: 'hold-expired' });
  });

  it('only an offer can be answered', () => {
    expect(acceptOffer({ ...held(), reserved: null }, click('09:00'))).toMatchObject({ code: 'not-in-this-state' });
    expect(declineOffer({ ...accepted(), reserved: null }, 'other', click('11:00'))).toMatchObject({ code: 'not-in-this-state' });
  });
});

describe('time running out', () => {
  it('lets a hold lapse at its time, whenever the sweep comes by', () => {
    const [event] = eventsOf(expireHold({ ...held(), reserved: null }, at('13:00')));
    expect(event).toMatchObject({ type: 'HoldExpired', occurredAt: at('12:00') });
  });

  it('counts no answer as no', () => {
    const [event] = eventsOf(expireHold({ ...offered(), reserved: null }, at('16:00')));
    expect(event).toMatchObject({ type: 'OfferDeclined', data: { reason: 'no-answer', request: { status: 'open' } } });
  });

  it('does nothing before the time, to an accepted offer, or twice', () => {
    expect(eventsOf(expireHold({ ...held(), reserved: null }, at('11:59')))).toEqual([]);
    expect(eventsOf(expireHold({ ...accepted(), reserved: null }, at('23:00')))).toEqual([]);
    const lapsed = after(expireHold({ ...held(), reserved: null }, at('13:00')));
    expect(eventsOf(expireHold({ ...lapsed, reserved: null }, at('13:00')))).toEqual([]);
  });
});

describe('moving in and out', () => {
  it('moving in fulfils the request and gives up the place the person had', () => {
    const home = aPlace({ placeId: 'kobo:9', status: 'occupied', journeyId: 'aino' });
    const events = eventsOf(moveIn({ ...accepted(), home }, click('13:00')));
    expect(events.map((e) => e.type)).toEqual(['PlaceVacated', 'PlaceOccupied']);
    expect(events[0]).toMatchObject({ data: { journeyId: 'aino', place: { placeId: 'kobo:9', status: 'free', journeyId: null } } });
    expect(events[1]).toMatchObject({ data: { place: { status: 'occupied', journeyId: 'aino' }, request: { status: 'fulfilled' } } });
  });

  it('asks for a yes first, and never leads into a closed place', () => {
    expect(moveIn({ ...offered(), home: null }, click('13:00'))).toMatchObject({ code: 'not-in-this-state' });
    const { place, request } = accepted();
    const closure = { reason: 'infection', since: at('12:00'), expectedEndOn: null } as const;
    expect(moveIn({ request, place: { ...place, closure }, home: null }, click('13:00'))).toMatchObject({ code: 'place-closed' });
  });

  it('cannot be later than now or before the place was theirs, and the answer names both times', () => {
    const late = moveIn({ ...accepted(), home: null }, { at: at('18:00'), now: at('13:00') });
    expect(late).toMatchObject({ code: 'invalid', errors: [{ pointer: '/at', detail: expect.stringContaining(at('13:00')) }] });
    const early = moveIn({ ...accepted(), home: null }, { at: at('07:00'), now: at('13:00') });
    expect(early).toMatchObject({ code: 'invalid', errors: [{ detail: expect.stringContaining(at('10:00')) }] });
  });

  it('moving out frees the place; one that is empty cannot be left', () => {
    const home = aPlace({ status: 'occupied', journeyId: 'aino', requestId: 'wait-aino' });
    expect(after(vacate(home, click('09:00'))).place).toMatchObject({ status: 'free', journeyId: null, requestId: null });
    expect(vacate(aPlace(), click('09:00'))).toMatchObject({ code: 'not-in-this-state' });
  });

  it('somebody on no journey can move in to a free place only', () => {
    expect(after(occupyByOther(aPlace(), click('09:00'))).place).toMatchObject({ status: 'occupied', journeyId: null });
    expect(occupyByOther(held().place, click('09:00'))).toMatchObject({ code: 'place-taken' });
    expect(occupyByOther(aPlace({ status: 'occupied' }), click('09:00'))).toMatchObject({ code: 'not-in-this-state' });
  });
});
