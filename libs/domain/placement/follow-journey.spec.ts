import type { JourneyView, PlaceView, RequestView } from '#contracts';
import { emptyPlacement, evolve, type PlacementState } from './decision.ts';
import { aJourney, aPlace, aRequest, at, aWait, click } from './examples.ts';
import { followJourney } from './follow-journey.ts';

const knowing = (requests: RequestView[], places: PlaceView[] = []): PlacementState => ({
  ...emptyPlacement,
  requests: new Map(requests.map((r) => [r.requestId, r])),
  places: new Map(places.map((p) => [p.placeId, p])),
});
const follow = (journey: JourneyView, state: PlacementState = emptyPlacement) => followJourney(journey, state, click('09:00'));
const accepted = () =>
  knowing(
    [aRequest({ status: 'accepted', placeId: 'kobo-1382-ekbacken:1' })],
    [aPlace({ status: 'accepted', journeyId: 'aino', requestId: 'wait-aino' })],
  );
const livesAtEkbacken = (changes: Partial<PlaceView> = {}) =>
  aPlace({ status: 'occupied', journeyId: 'aino', requestId: 'wait-aino', ...changes });

describe('a wait opens', () => {
  it('asks for a place of the kinds that have places, in the order of the targets', () => {
    const [event] = follow(aJourney({ waits: [aWait({ targets: ['special-housing', 'home-with-care', 'short-term'] })] }));
    expect(event).toMatchObject({
      type: 'PlacementRequested',
      key: 'aino',
      data: {
        request: {
          requestId: 'wait-aino',
          kinds: ['special-housing', 'short-term'],
          priority: 'hospital',
          requestedAt: at('07:00'),
          status: 'open',
        },
      },
    });
  });

  it('asks for nothing when the person goes home', () => {
    expect(follow(aJourney({ waits: [aWait({ targets: ['home-with-care'] })] }))).toEqual([]);
  });

  it('waits with asking until the municipality is known', () => {
    expect(follow(aJourney({ municipality: null, waits: [aWait({ municipality: null })] }))).toEqual([]);
  });

  it('told again it says nothing; with new needs or a wish it changes the request', () => {
    const state = follow(aJourney()).reduce(evolve, emptyPlacement);
    expect(follow(aJourney({ revision: 2 }), state)).toEqual([]);
    const journey = aJourney({ waits: [aWait({ needs: ['dementia'] })], wish: { unitId: 'kobo-1382-ekbacken', municipality: null } });
    expect(follow(journey, state)).toMatchObject([
      { data: { request: { needs: ['dementia'], wishUnitId: 'kobo-1382-ekbacken', revision: 2 } } },
    ]);
  });

  it('from short-term care the next request is of class short-term, and the old one is over', () => {
    const journey = aJourney({
      waits: [
        aWait({ to: at('08:00'), endedBy: 'moved' }),
        aWait({ waitId: 'wait-2', legKind: 'short-term', targets: ['special-housing'], from: at('08:30') }),
      ],
    });
    const events = follow(journey, knowing([aRequest()]));
    expect(events.map((e) => e.type)).toEqual(['RequestWithdrawn', 'PlacementRequested']);
    expect(events[1]).toMatchObject({ data: { request: { requestId: 'wait-2', priority: 'short-term' } } });
  });
});

describe('a wait ends', () => {
  it('readiness withdrawn: the request goes and the reserved place is free at once', () => {
    const journey = aJourney({ state: 'planning', waits: [aWait({ to: at('08:45'), endedBy: 'withdrawn' })] });
    expect(follow(journey, accepted())).toMatchObject([
      {
        type: 'RequestWithdrawn',
        occurredAt: at('08:45'),
        data: { request: { status: 'withdrawn' }, place: { status: 'free', journeyId: null } },
      },
    ]);
  });

  it('readiness back again under the same wait: the request is open again', () => {
    const withdrawn = knowing([aRequest({ status: 'withdrawn' })]);
    expect(follow(aJourney(), withdrawn)).toMatchObject([
      { type: 'PlacementRequested', data: { request: { status: 'open', revision: 2 } } },
    ]);
  });

  it('on the way to the place: request and place stay until the move is told', () => {
    const journey = aJourney({
      state: 'in-transfer',
      waits: [aWait({ to: at('08:45'), endedBy: 'moved' })],
      dischargedTo: { kind: 'short-term', unitId: null, at: at('08:45') },
    });
    expect(follow(journey, accepted())).toEqual([]);
  });

  it('out of short-term care and not yet told to be in the next place: the accepted place waits', () => {
    const journey = aJourney({ state: 'closed', waits: [aWait({ to: at('08:45'), endedBy: 'moved' })], endedAt: at('08:45') });
    expect(follow(journey, accepted())).toEqual([]);
    const left = aJourney({ state: 'closed', waits: [aWait({ to: at('08:45'), endedBy: 'closed' })], endedAt: at('08:45') });
    expect(follow(left, accepted())).toMatchObject([{ type: 'RequestWithdrawn' }]);
  });

  it('on the way home instead: the place is free for somebody else', () => {
    const journey = aJourney({
      state: 'in-transfer',
      waits: [aWait({ to: at('08:45'), endedBy: 'moved' })],
      dischargedTo: { kind: 'home', unitId: null, at: at('08:45') },
    });
    expect(follow(journey, accepted())).toMatchObject([{ type: 'RequestWithdrawn' }]);
  });

  it('news from before the move opens nothing and takes nothing away', () => {
    const moved = knowing(
      [aRequest({ requestId: 'wait-0', status: 'fulfilled', statusSince: at('08:00') })],
      [livesAtEkbacken({ statusSince: at('08:00') })],
    );
    expect(follow(aJourney(), moved)).toEqual([]);
    const leftTheOther = aJourney({ state: 'closed', waits: [], endedAt: at('08:00') });
    expect(follow(leftTheOther, moved)).toEqual([]);
    expect(follow(aJourney(), knowing([aRequest({ status: 'fulfilled' })], [livesAtEkbacken()]))).toEqual([]);
  });
});

describe('a journey ends', () => {
  it('the person died: what was asked for is withdrawn and the place is vacated', () => {
    const journey = aJourney({
      state: 'closed',
      marks: ['deceased'],
      waits: [aWait({ to: at('08:00'), endedBy: 'died' })],
      endedAt: at('08:00'),
    });
    const events = follow(journey, knowing([aRequest({ requestId: 'wait-9', waitId: 'wait-9' })], [livesAtEkbacken()]));
    expect(events.map((e) => [e.type, e.occurredAt])).toEqual([
      ['RequestWithdrawn', at('09:00')],
      ['PlaceVacated', at('08:00')],
    ]);
  });

  it('merged into another journey: the place goes on under that one', () => {
    const journey = aJourney({ state: 'closed', marks: ['merged'], mergedInto: 'aino-2', waits: [] });
    const events = follow(journey, knowing([], [livesAtEkbacken()]));
    expect(events).toMatchObject([
      { type: 'PlaceVacated', data: { journeyId: 'aino' } },
      { type: 'PlaceOccupied', data: { place: { journeyId: 'aino-2', revision: 3 }, request: null } },
    ]);
  });

  it('merged into a journey that lives somewhere: one person, one place', () => {
    const other = livesAtEkbacken({ placeId: 'kobo-1382-ekbacken:2', journeyId: 'aino-2' });
    const journey = aJourney({ state: 'closed', marks: ['merged'], mergedInto: 'aino-2', waits: [] });
    expect(follow(journey, knowing([], [livesAtEkbacken(), other])).map((e) => e.type)).toEqual(['PlaceVacated']);
  });

  it('settled is not gone: the home stays theirs', () => {
    expect(
      follow(aJourney({ state: 'settled', waits: [], endedAt: at('08:00') }), knowing([], [livesAtEkbacken({ kind: 'special-housing' })])),
    ).toEqual([]);
  });
});

describe('a stay ends that placement was not told about', () => {
  const leg = {
    legId: 'leg-2',
    kind: 'short-term',
    unitId: 'kobo-1382-ekbacken',
    sourceUnit: null,
    facility: null,
    municipality: '1382',
    placeId: 'kobo-1382-ekbacken:1',
    startedAt: at('06:00'),
  } as const;

  it('went home from a short stay: the place is free from then', () => {
    const journey = aJourney({ state: 'settled', waits: [], legs: [{ ...leg, endedAt: at('08:30') }] });
    expect(follow(journey, knowing([], [livesAtEkbacken()]))).toMatchObject([{ type: 'PlaceVacated', occurredAt: at('08:30') }]);
  });

  it('an earlier stay at the same place says nothing about this one', () => {
    const journey = aJourney({ waits: [], legs: [{ ...leg, startedAt: at('05:00'), endedAt: at('05:30') }] });
    expect(follow(journey, knowing([], [livesAtEkbacken()]))).toEqual([]);
  });

  it('back in hospital from special housing: the home stays theirs', () => {
    const journey = aJourney({ waits: [], legs: [{ ...leg, kind: 'special-housing', endedAt: at('08:30') }] });
    expect(follow(journey, knowing([], [livesAtEkbacken({ kind: 'special-housing' })]))).toEqual([]);
  });
});
