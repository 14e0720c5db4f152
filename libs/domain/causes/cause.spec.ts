import { placementPolicy } from '../policy/shipped.fixture.ts';
import type { CareKind, Cause, Gate, PlacementPolicy } from '#contracts';
import { causeOf, causesIn, noticeablyDiffers } from './cause.ts';
import { gatesOf } from './gates.ts';
import { sceneOf } from './scene.ts';
import type { OpenJourney, Situation } from './situation.ts';
import { falkenberg, monday, place, request, saturday, stage, unit, waiter } from './staged.ts';

const kobo = (n: number, more = {}) => place(`ekbacken:${n}`, 'short-term', more);
const sabo = (n: number, more = {}) => place(`hamnvakten:${n}`, 'special-housing', more);
const free = { status: 'free' as const };
const berit = waiter('berit', '11-17 06:05', ['short-term', 'special-housing']);
const causeFor = (journey: OpenJourney, situation: Situation, now = monday): Cause =>
  causeOf(journey.wait!, situation, now, placementPolicy);
const drawn = (chain: readonly Gate[]) => chain.map((gate) => `${gate.kind} ${gate.state}${gate.root ? ' root' : ''}`);

describe('a shortage of places', () => {
  it('stands in front of a full short-term home', () => {
    const cause = causeFor(berit, stage({ units: [unit('ekbacken', 'short-term')], places: [kobo(1), kobo(2)], waiters: [berit] }));
    expect(cause).toMatchObject({ kind: 'capacity', gate: 'no-place', owner: { role: 'placement', organisation: falkenberg } });
    expect(cause.chain).toMatchObject([{ kind: 'short-term', state: 'shut', root: true, places: 2, free: 0, waiting: 1 }]);
  });

  it('is looked through to the last closed gate: those who live there wait for special housing', () => {
    const residents = ['a', 'b', 'c'].map((id) => waiter(id, '11-10 08:00', ['special-housing'], {}, 'short-term'));
    const closed = sabo(9, { ...free, closure: { reason: 'maintenance', since: '2026-11-01T08:00:00.000Z', expectedEndOn: null } });
    const cause = causeFor(berit, stage({ places: [kobo(1), kobo(2), sabo(1), closed], waiters: [berit, ...residents] }));
    expect(drawn(cause.chain)).toEqual(['short-term shut', 'special-housing shut root']);
    expect(cause.chain[1]).toMatchObject({ places: 2, free: 0, closed: 1, waiting: 3, onward: 3 });
    // Whoever waits for the same elsewhere stands at the gate, and is not who would make room here.
    const atHome = waiter('d', '11-01 08:00', ['special-housing']);
    const crowded = causeFor(berit, stage({ places: [kobo(1), kobo(2), sabo(1), closed], waiters: [berit, atHome, ...residents] }));
    expect(crowded.chain[1]).toMatchObject({ waiting: 4, onward: 3 });
  });

  it('ends at an act when those who live there wait for a place that stands free, or for care at home', () => {
    const nils = waiter('nils', '11-17 06:05', ['short-term']);
    const resident = waiter('a', '11-10 08:00', ['special-housing'], {}, 'short-term');
    expect(drawn(causeFor(nils, stage({ places: [kobo(1), sabo(1, free)], waiters: [nils, resident] })).chain)).toEqual([
      'short-term shut',
      'special-housing todo root',
    ]);
    const homeward = waiter('a', '11-10 08:00', ['home-with-care'], {}, 'short-term');
    expect(drawn(causeFor(nils, stage({ places: [kobo(1)], waiters: [nils, homeward] })).chain)).toEqual([
      'short-term shut',
      'home-with-care todo root',
    ]);
  });

  it('ends even where people wait for each other in a circle', () => {
    const there = waiter('a', '11-10 08:00', ['special-housing'], {}, 'short-term');
    const back = waiter('b', '11-10 08:00', ['short-term'], {}, 'special-housing');
    const cause = causeFor(berit, stage({ places: [kobo(1), sabo(1)], waiters: [berit, there, back] }));
    expect(drawn(cause.chain)).toEqual(['short-term shut', 'special-housing shut root']);
  });

  it('says when a gate is known to open, and no longer once that time has passed', () => {
    const units = [unit('ekbacken', 'short-term', { expectedVacancies: [{ at: '2026-11-24T09:00:00.000Z', places: 1 }] })];
    const situation = stage({ units, places: [kobo(1)], waiters: [berit] });
    expect(causeFor(berit, situation).chain[0]).toMatchObject({ state: 'part', opensAt: '2026-11-24T09:00:00.000Z' });
    expect(causeFor(berit, situation, Date.parse('2026-11-24T09:00:00.000Z')).chain[0]).toMatchObject({ state: 'shut', opensAt: null });
  });

  it('is one for those who stand behind others in the queue, while the first waits for an act', () => {
    const second = waiter('tord', '11-19 16:50', ['short-term']);
    const causes = causesIn(stage({ places: [kobo(1, free), kobo(2)], waiters: [second, berit] }), falkenberg, monday, placementPolicy);
    expect([causes.get('berit.w')!.gate, causes.get('tord.w')!.gate]).toEqual(['place-free-not-matched', 'no-place']);
    expect(causes.get('tord.w')!.chain[0]).toMatchObject({ state: 'shut', free: 1, waiting: 2 });
  });

  it('is one for a person whose needs no free place meets', () => {
    const dementia = waiter('sven', '11-18 10:20', ['short-term'], { needs: ['dementia'] });
    const situation = stage({ places: [kobo(1, free), kobo(2, { features: ['dementia'] })], waiters: [dementia] });
    expect(causeFor(dementia, situation)).toMatchObject({ kind: 'capacity', gate: 'no-place' });
  });

  it('counts each gate as those in front of it meet it: a free place without what they need opens nothing', () => {
    const nils = waiter('nils', '11-17 06:05', ['short-term']);
    const needsDementia = { needs: ['dementia' as const] };
    const residents = ['a', 'b'].map((id) => waiter(id, '11-10 08:00', ['special-housing'], needsDementia, 'short-term'));
    const plainResident = waiter('c', '11-01 08:00', ['special-housing'], {}, 'short-term');
    const closure = { reason: 'maintenance' as const, since: '2026-11-01T08:00:00.000Z', expectedEndOn: null };
    const places = [
      kobo(1),
      kobo(2),
      sabo(1, free),
      sabo(2, free),
      sabo(3, { features: ['dementia'] }),
      sabo(4, { features: ['dementia'], closure }),
    ];
    const cause = causeFor(nils, stage({ places, waiters: [nils, plainResident, ...residents] }));
    expect(drawn(cause.chain)).toEqual(['short-term shut', 'special-housing shut root']);
    expect(cause.chain[1]).toMatchObject({ needs: ['dementia'], places: 2, free: 0, closed: 1, waiting: 2 });
    // Without the two, the free places are what the last resident waits to be matched with.
    const easier = causeFor(nils, stage({ places, waiters: [nils, plainResident] }));
    expect(drawn(easier.chain)).toEqual(['short-term shut', 'special-housing todo root']);
  });

  it('looks only at those who live in a place that would suit, and are not already given one onward', () => {
    const nils = waiter('nils', '11-17 06:05', ['short-term']);
    const sven = waiter('sven', '11-18 10:20', ['short-term'], { needs: ['dementia'] });
    const livesIn = (placeId: string) => ({
      leg: { kind: 'short-term' as const, unitId: 'ekbacken', placeId, since: '2026-11-01T08:00:00.000Z' },
    });
    const inPlain = ['a', 'b'].map((id, i) => waiter(id, '11-10 08:00', ['special-housing'], livesIn(`ekbacken:${i + 1}`), 'short-term'));
    const inDementia = waiter('c', '11-12 08:00', ['home-with-care'], livesIn('ekbacken:3'), 'short-term');
    const places = [kobo(1), kobo(2), kobo(3, { features: ['dementia'] })];
    const waiters = [sven, ...inPlain, inDementia];
    expect(drawn(causeFor(sven, stage({ places, waiters })).chain)).toEqual(['short-term shut', 'home-with-care todo root']);
    expect(drawn(causeFor(nils, stage({ places, waiters: [nils, ...waiters] })).chain)).toEqual([
      'short-term shut',
      'special-housing shut root',
    ]);
    const given = ['a', 'b'].map((id) => request(id, 'accepted', { kinds: ['special-housing'], placeId: `hamnvakten:${id}` }));
    expect(drawn(causeFor(nils, stage({ places, waiters: [nils, ...waiters], requests: given })).chain)).toEqual([
      'short-term shut',
      'home-with-care todo root',
    ]);
  });

  it('leaves the rarer place to those who need it', () => {
    const plain = waiter('a', '11-17 08:00', ['short-term']);
    const dementia = waiter('b', '11-18 08:00', ['short-term'], { needs: ['dementia'] });
    const causes = causesIn(
      stage({ places: [kobo(1, { ...free, features: ['dementia'] }), kobo(2, free)], waiters: [plain, dementia] }),
      falkenberg,
      monday,
      placementPolicy,
    );
    expect([...causes.values()].map((cause) => cause.gate)).toEqual(['place-free-not-matched', 'place-free-not-matched']);
  });

  it('believes the figures of a unit that registers no places', () => {
    const reporting = unit('solglantan', 'short-term', { reported: { places: 12, occupied: 11, at: '2026-11-23T07:00:00.000Z' } });
    expect(causeFor(berit, stage({ units: [reporting], waiters: [berit] })).gate).toBe('place-free-not-matched');
    const full = { ...reporting, reported: { places: 12, occupied: 12, at: '2026-11-23T07:00:00.000Z' } };
    expect(causeFor(berit, stage({ units: [full], waiters: [berit] })).chain[0]).toMatchObject({ places: 12, free: 0 });
  });
});

describe('a place that could be had', () => {
  const ekbacken = unit('ekbacken', 'short-term', { weekendIntake: false });

  it('and is not matched is a process, never a shortage', () => {
    const cause = causeFor(berit, stage({ units: [ekbacken], places: [kobo(1, free)], waiters: [berit] }));
    expect(cause).toMatchObject({
      kind: 'process',
      gate: 'place-free-not-matched',
      chain: [],
      owner: { role: 'placement' },
      detail: { placeId: 'ekbacken:1' },
    });
  });

  it('in a unit that admits nobody at weekends waits for Monday', () => {
    const situation = stage({ units: [ekbacken], places: [kobo(1, free)], waiters: [berit] });
    const cause = causeFor(berit, situation, saturday);
    expect(cause).toMatchObject({
      kind: 'process',
      gate: 'no-weekend-intake',
      owner: { role: 'unit' },
      detail: { until: '2026-11-22T23:00:00.000Z' },
    });
  });

  it('and needs a decision first waits for the assessor', () => {
    const undecided = waiter('berit', '11-17 06:05', ['short-term'], { assessed: false });
    expect(causeFor(undecided, stage({ places: [kobo(1, free)], waiters: [undecided] }))).toMatchObject({
      gate: 'needs-assessment-missing',
      owner: { role: 'assessor' },
    });
    // Without a place, a decision would not help: that is the shortage.
    expect(causeFor(undecided, stage({ places: [kobo(1)], waiters: [undecided] })).gate).toBe('no-place');
  });

  it('and is held, offered or accepted waits for the next act on it', () => {
    const on = (status: 'held' | 'offered' | 'accepted', journey = berit) =>
      causeFor(
        journey,
        stage({
          units: [ekbacken],
          places: [kobo(1, { status, journeyId: 'berit' })],
          waiters: [journey],
          requests: [request('berit', status, { placeId: 'ekbacken:1', until: '2026-11-23T12:00:00.000Z' })],
        }),
      );
    expect(on('held')).toMatchObject({
      kind: 'process',
      gate: 'hold-not-used',
      owner: { role: 'placement' },
      detail: { until: '2026-11-23T12:00:00.000Z', unitId: 'ekbacken' },
    });
    expect(on('offered').gate).toBe('offer-unanswered');
    expect(on('accepted')).toMatchObject({ gate: 'move-in-pending', owner: { role: 'unit' } });
    expect(on('accepted', { ...berit, homeReady: ['aids', 'information', 'transport'] })).toMatchObject({
      gate: 'home-ready-item-missing',
      owner: { role: 'ward' },
      detail: { items: ['medicines'] },
    });
  });

  it('and was declined is the person’s own choice, as long as it could still be had', () => {
    const declined = request('berit', 'open', {
      declines: [{ placeId: 'ekbacken:1', reason: 'other-unit', at: '2026-11-20T08:00:00.000Z' }],
    });
    expect(causeFor(berit, stage({ places: [kobo(1, free)], waiters: [berit], requests: [declined] }))).toMatchObject({
      kind: 'person',
      gate: 'offer-declined',
    });
    expect(causeFor(berit, stage({ places: [kobo(1)], waiters: [berit], requests: [declined] }))).toMatchObject({ kind: 'capacity' });
  });

  it('and got no answer is still an act that somebody owes', () => {
    const silent = request('berit', 'open', { declines: [{ placeId: 'ekbacken:1', reason: 'no-answer', at: '2026-11-20T08:00:00.000Z' }] });
    expect(causeFor(berit, stage({ places: [kobo(1, free)], waiters: [berit], requests: [silent] }))).toMatchObject({
      kind: 'process',
      gate: 'place-free-not-matched',
    });
  });

  it('elsewhere than in the special housing wished for is a wish', () => {
    const elsa = waiter('elsa', '11-20 09:15', ['special-housing'], { wish: { unitId: 'strandbo', municipality: null } });
    expect(causeFor(elsa, stage({ places: [sabo(1, free)], waiters: [elsa] }))).toMatchObject({
      kind: 'person',
      gate: 'own-wish',
      detail: { unitId: 'strandbo' },
    });
  });
});

describe('going home', () => {
  it('with care waits for the decision, then for what is missing, then for the discharge', () => {
    const bo = (more: Partial<OpenJourney>) => {
      const journey = waiter('bo', '11-19 13:45', ['home-with-care'], more);
      return causeFor(journey, stage({ waiters: [journey] }));
    };
    expect(bo({ assessed: false })).toMatchObject({ kind: 'process', gate: 'needs-assessment-missing', owner: { role: 'assessor' } });
    expect(bo({ homeReady: ['aids', 'information', 'transport'] })).toMatchObject({
      gate: 'home-ready-item-missing',
      owner: { role: 'assessor' },
      detail: { items: ['home-care-ordered', 'medicines'] },
    });
    expect(bo({ homeReady: ['aids', 'home-care-ordered', 'information', 'transport'] })).toMatchObject({
      owner: { role: 'ward', organisation: 'HSV' },
      detail: { items: ['medicines'] },
    });
    expect(bo({ homeReady: ['aids', 'home-care-ordered', 'information', 'medicines', 'transport'] }).gate).toBe('discharge-pending');
  });

  it('without care is the ward’s to carry out', () => {
    const goran = waiter('goran', '11-20 11:05', ['home']);
    expect(causeFor(goran, stage({ waiters: [goran] }))).toMatchObject({ gate: 'discharge-pending', owner: { role: 'ward' } });
  });
});

describe('a wait whose municipality nobody has said', () => {
  it('waits for the ward to say it', () => {
    const lost = waiter('x', '11-20 11:05', ['short-term'], { municipality: '' });
    expect(causeFor(lost, stage({ waiters: [lost] }))).toMatchObject({ gate: 'needs-assessment-missing', owner: { role: 'ward' } });
  });
});

describe('gates of a municipality', () => {
  it('are drawn for every kind that has places or people waiting', () => {
    const homeward = waiter('a', '11-10 08:00', ['home-with-care']);
    const gates = gatesOf(sceneOf(stage({ places: [kobo(1, free), sabo(1)], waiters: [homeward] }), falkenberg, monday, placementPolicy));
    expect(Object.fromEntries(gates.map((gate) => [gate.kind, gate.state])) as Partial<Record<CareKind, string>>).toEqual({
      'short-term': 'open',
      'special-housing': 'shut',
      'home-with-care': 'todo',
    });
  });
});

describe('a change of cause', () => {
  const base = causeFor(berit, stage({ places: [kobo(1)], waiters: [berit] }));
  const waiting = (count: number): Cause => ({ ...base, chain: base.chain.map((gate) => ({ ...gate, waiting: count })) });
  it('is one that a reader would notice', () => {
    expect(noticeablyDiffers(base, { ...base })).toBe(false);
    expect(noticeablyDiffers(base, { ...base, gate: 'hold-not-used' })).toBe(true);
    expect([
      noticeablyDiffers(waiting(2), waiting(3)),
      noticeablyDiffers(waiting(11), waiting(12)),
      noticeablyDiffers(waiting(12), waiting(15)),
    ]).toEqual([true, false, true]);
  });
});

describe('the queue that free places are dealt out along', () => {
  const inHospital = waiter('anna', '11-20 08:00', ['special-housing']);
  const inShortTerm = waiter('bo', '11-10 08:00', ['special-housing'], {}, 'short-term');
  const situation = stage({ places: [place('hamnvakten:1', 'special-housing', { status: 'free' })], waiters: [inHospital, inShortTerm] });
  const gates = (priorities: PlacementPolicy['priorities']) => {
    const causes = causesIn(situation, falkenberg, monday, { ...placementPolicy, priorities });
    return { anna: causes.get('anna.w')!.gate, bo: causes.get('bo.w')!.gate };
  };

  it('is the one that places are given by: who waits in hospital goes before a longer wait in short-term care', () => {
    expect(gates(['hospital', 'short-term'])).toEqual({ anna: 'place-free-not-matched', bo: 'no-place' });
  });

  it('and turns with the policy', () => {
    expect(gates(['short-term', 'hospital'])).toEqual({ anna: 'no-place', bo: 'place-free-not-matched' });
  });
});
