// Whatever people do, in whatever order and however late: a place has one holder, a person has one place, and both sides say the same.
import { decodeEvent, type PlaceView } from '#contracts';
import * as fc from 'fast-check';
import { evolve, viewsOf, type Decision, type PlacementState } from './decision.ts';
import { aJourney, aPlace, aRequest, aWait } from './examples.ts';
import { followJourney } from './follow-journey.ts';
import { acceptOffer, declineOffer, expireHold, holdPlace, offerPlace, releaseHold } from './holds.ts';
import { placementPolicy as defaultPolicy } from '../policy/shipped.fixture.ts';
import { closePlace, reopenPlace } from './register.ts';
import { isReserving } from './requests.ts';
import { moveIn, occupyByOther, vacate } from './stays.ts';

const people = ['aino', 'bertil', 'cecilia'];
const placeIds = ['e:1', 'e:2', 'e:3'];
const start: PlacementState = {
  units: new Map(),
  places: new Map(placeIds.map((placeId) => [placeId, aPlace({ placeId, statusSince: '2026-11-21T00:00:00.000Z' })])),
  // Aino is known under two journeys: one person all the same.
  requests: new Map(
    ['aino', 'aino-2', 'bertil', 'cecilia'].map((journeyId) => [
      journeyId,
      aRequest({ requestId: journeyId, waitId: journeyId, journeyId }),
    ]),
  ),
};
const personOf = (journeyId: string) => journeyId.split('-')[0]!;

const command = fc.record({
  act: fc.constantFrom(
    'hold',
    'offer',
    'offer-free',
    'release',
    'accept',
    'decline',
    'move-in',
    'vacate',
    'occupy',
    'close',
    'reopen',
    'sweep',
    'dies',
    'told-again',
    'no-longer-ready',
    'merged',
  ),
  who: fc.constantFrom(...start.requests.keys()),
  where: fc.constantFrom(...placeIds),
  minutes: fc.integer({ min: -90, max: 24 * 60 }),
});
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

function decide(state: PlacementState, c: Command, now: string): Decision {
  const at = now;
  const when = { at, now };
  const request = state.requests.get(c.who)!;
  const place = state.places.get(c.where)!;
  const own = request.placeId ? (state.places.get(request.placeId) ?? null) : null;
  const holds = (status: (p: PlaceView) => boolean) =>
    [...state.places.values()].find((p) => p.journeyId && personOf(p.journeyId) === personOf(c.who) && status(p)) ?? null;
  const reserved = holds((p) => p.status !== 'occupied');
  const home = holds((p) => p.status === 'occupied');
  const follow = (changes: Parameters<typeof aJourney>[0]): Decision => ({
    ok: true,
    events: followJourney(aJourney({ journeyId: c.who, waits: [aWait({ waitId: c.who })], ...changes }), state, when),
  });
  switch (c.act) {
    case 'hold':
      return holdPlace({ request, place, reserved }, defaultPolicy, when);
    case 'offer':
      return offerPlace({ request, place: own, reserved }, defaultPolicy, when);
    case 'offer-free':
      return offerPlace({ request, place, reserved }, defaultPolicy, when);
    case 'release':
      return releaseHold({ request, place: own, reserved }, when);
    case 'accept':
      return acceptOffer({ request, place: own, reserved }, when);
    case 'decline':
      return declineOffer({ request, place: own, reserved }, 'other', when);
    case 'move-in':
      return moveIn({ request, place: own, home }, when);
    case 'vacate':
      return vacate(place, when);
    case 'occupy':
      return occupyByOther(place, when);
    case 'close':
      return closePlace(place, { reason: 'other', expectedEndOn: null }, when);
    case 'reopen':
      return reopenPlace(place, when);
    case 'sweep':
      return expireHold({ request, place: own, reserved }, now);
    case 'dies':
      return follow({ state: 'closed', marks: ['deceased'] });
    case 'merged':
      return follow({ state: 'closed', marks: ['merged'], mergedInto: 'bertil' });
    case 'no-longer-ready':
      return follow({ waits: [aWait({ waitId: c.who, to: at, endedBy: 'withdrawn' })] });
    default:
      return follow({});
  }
}

function check(state: PlacementState) {
  const requests = [...state.requests.values()];
  for (const place of state.places.values()) {
    const claiming = requests.filter((r) => isReserving(r) && r.placeId === place.placeId);
    const reserved = place.status !== 'free' && place.status !== 'occupied';
    expect(claiming.map((r) => [r.requestId, r.journeyId, r.status, r.until])).toEqual(
      reserved ? [[place.requestId, place.journeyId, place.status, place.heldUntil]] : [],
    );
    if (place.status === 'free') expect([place.journeyId, place.requestId, place.heldUntil]).toEqual([null, null, null]);
  }
  for (const person of people) {
    const theirs = [...state.places.values()].filter((p) => p.journeyId && personOf(p.journeyId) === person);
    expect(theirs.filter((p) => p.status === 'occupied').length).toBeLessThanOrEqual(1);
    expect(theirs.filter((p) => p.status !== 'occupied').length).toBeLessThanOrEqual(1);
  }
}

const holdsWith = (decider: typeof decide) =>
  fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
    let state = start;
    let clock = Date.parse('2026-11-21T08:00:00.000Z');
    for (const c of commands) {
      clock += c.minutes * 60_000;
      const decision = decider(state, c, new Date(clock).toISOString());
      if (!decision.ok) continue;
      for (const draft of decision.events) {
        const envelope = {
          id: '00000000-0000-4000-8000-000000000000',
          version: 1,
          recordedAt: draft.occurredAt,
          causedBy: null,
          actor: 'rule:test',
        };
        const decoded = decodeEvent({ ...envelope, ...draft });
        if (!decoded.ok) throw new Error(decoded.reason);
        const { place } = viewsOf(draft);
        if (place && place.revision !== state.places.get(place.placeId)!.revision + 1) throw new Error('a revision was skipped');
        state = evolve(state, draft);
      }
      check(state);
    }
  });

describe('any sequence of what people do', () => {
  it('never gives a place two holders or a person two places, and place and request agree', () => {
    fc.assert(holdsWith(decide), { numRuns: 300 });
  });

  it('and this would be seen: a hold that does not look whether the place is free fails it', () => {
    const careless: typeof decide = (state, c, now) => {
      const place = state.places.get(c.where)!;
      const blind =
        c.act === 'hold' ? { ...state, places: new Map(state.places).set(c.where, { ...place, status: 'free' as const }) } : state;
      return decide(blind, c, now);
    };
    expect(fc.check(holdsWith(careless), { numRuns: 10_000 }).failed).toBe(true);
  });
});
