// Any history, in any order, with any repeats, gives one and the same fold, and no history breaks it.
import * as fc from 'fast-check';
import { JourneyView } from '#contracts';
import { foldPatient } from './fold.ts';
import type { FlowFact } from './flow-fact.ts';
import { merged, patient } from './storyteller.ts';

const when = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 23 }))
  .map(([d, h]) => `11-${String(d).padStart(2, '0')} ${String(h).padStart(2, '0')}:00`);
const patientId = fc.constantFrom('p1', 'p2', 'p3');
const visitId = fc.constantFrom('v-1', 'v-2', 'v-3', null);
const kind = fc.constantFrom(
  'home' as const,
  'short-term' as const,
  'special-housing' as const,
  'home-with-care' as const,
  'inpatient' as const,
  'mobile-team' as const,
);
const placeId = fc.constantFrom('kobo-1:1', 'kobo-1:2');
const wards = fc.constantFrom('AVD3', 'AVD4', 'AVD5');

const fact: fc.Arbitrary<FlowFact> = fc
  .record({
    when,
    other: when,
    who: patientId,
    whom: patientId,
    visit: visitId,
    to: fc.constantFrom('v-1', 'v-2', 'v-3'),
    kind,
    placeId,
    ward: wards,
    copy: fc.integer({ min: 0, max: 1 }),
    pick: fc.integer({ min: 0, max: 33 }),
  })
  .map((r) => {
    const p = patient({ patientId: r.who, visitId: r.visit, copy: r.copy });
    const onJourney = patient({ patientId: r.who, visitId: r.visit ?? 'v-1', copy: r.copy });
    const tellings: (() => FlowFact)[] = [
      () => p.admitted(r.when, r.ward),
      () => p.admitted(r.when, r.ward, 'emergency'),
      () => p.planned(r.when),
      () => p.planCancelled(r.when),
      () => p.admissionCancelled(r.when),
      () => p.classChanged(r.when, 'inpatient'),
      () => p.classChanged(r.when, 'outpatient'),
      () => p.transferred(r.when, r.ward),
      () => p.transferCancelled(r.when, r.copy ? null : r.ward),
      () => p.leaves(r.when),
      () => p.returns(r.when),
      () => p.leaveCancelled(r.when),
      () => p.returnCancelled(r.when),
      () => p.expected(r.when, r.other),
      () => p.expectedCleared(r.when),
      () => p.ready(r.when, r.kind),
      () => p.notReady(r.when),
      () => p.discharged(r.when, r.copy ? null : r.kind),
      () => p.discharged(r.when, null, true),
      () => p.dischargeCancelled(r.when),
      () => p.died(r.when),
      () => p.stated(r.when, '1380', r.copy === 1),
      () => onJourney.renumbered(r.when, r.visit ?? 'v-2', r.to),
      () => onJourney.moved(r.when, r.whom),
      () => onJourney.noticeSent(r.when),
      () => onJourney.assessed(r.when, r.kind),
      () => onJourney.homeReady(r.when, 'aids', r.copy === 0),
      () => onJourney.onward(r.when, r.kind),
      () => onJourney.onwardWithdrawn(r.when),
      () => onJourney.atHome(r.when),
      () => onJourney.closed(r.when),
      () => onJourney.movesIn(r.when, r.placeId),
      () => onJourney.movesOut(r.when, r.placeId),
      () => merged(r.when, r.who, r.whom),
    ];
    return tellings[r.pick]!();
  });
const history = fc.array(fact, { maxLength: 30 });
const disordered = history.chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    told: fc.shuffledSubarray([...facts, ...facts.slice(0, 8)], { minLength: facts.length + Math.min(8, facts.length) }),
  }),
);

describe('any history', () => {
  it('folds the same in any order and with any repeats', () => {
    fc.assert(
      fc.property(disordered, ({ facts, told }) => {
        expect(foldPatient(told)).toEqual(foldPatient(facts));
      }),
      { numRuns: 600 },
    );
  });

  it('gives journeys that keep the contract and agree with themselves', () => {
    fc.assert(
      fc.property(history, (facts) => {
        for (const journey of foldPatient(facts).journeys) {
          expect(JourneyView.safeParse({ ...journey, revision: 1 }).error).toBeUndefined();
          const open = journey.waits.filter((wait) => wait.to === null);
          expect(open.length).toBeLessThanOrEqual(1);
          for (const wait of journey.waits) expect(wait.to === null || wait.to >= wait.from).toBe(true);
          for (const leg of journey.legs) expect(leg.endedAt === null || leg.endedAt >= leg.startedAt).toBe(true);
          expect(journey.state === 'discharge-ready').toBe(open.some((wait) => wait.legKind === 'inpatient'));
          if (journey.state === 'settled' || journey.state === 'closed') expect(open).toEqual([]);
          expect(journey.endedAt === null).toBe(journey.state !== 'settled' && journey.state !== 'closed');
        }
      }),
      { numRuns: 600 },
    );
  });
});
