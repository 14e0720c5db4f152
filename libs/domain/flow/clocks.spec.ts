import { shippedPolicy } from '../policy/shipped.fixture.ts';
import { clocksOf, waitBadge } from './clocks.ts';
import { foldPatient } from './fold/fold.ts';
import { instant, patient } from './fold/storyteller.ts';

const { clocks } = shippedPolicy;
const p = patient();
const view = (...facts: Parameters<typeof foldPatient>[0]) => foldPatient(facts).journeys[0]!;
const at = (when: string) => Date.parse(instant(when));

describe('clocks', () => {
  const admitted = p.admitted('11-12 14:00');

  it('run for the admission notice from admission, then for the planning basis from the notice', () => {
    expect(clocksOf(view(admitted), at('11-13 04:00'), clocks)).toEqual([
      {
        clock: 'admission-notice',
        startedAt: instant('11-12 14:00'),
        dueAt: instant('11-13 14:00'),
        endedAt: null,
        hours: 14,
        badge: 'near',
      },
    ]);
    const planned = view(admitted, p.noticeSent('11-12 16:00'), p.basisCompleted('11-15 16:00'));
    expect(clocksOf(planned, at('11-20 10:00'), clocks).map((c) => [c.clock, c.hours, c.badge])).toEqual([
      ['admission-notice', 2, 'within'],
      ['planning-basis', 72, 'over'],
    ]);
  });

  it('stop when the patient leaves, whether or not the act was done', () => {
    expect(clocksOf(view(admitted, p.discharged('11-12 20:00')), at('11-20 10:00'), clocks)).toMatchObject([
      { endedAt: instant('11-12 20:00'), badge: 'within' },
    ]);
  });

  it('call a wait near after a day and over after three', () => {
    const { waits } = view(admitted, p.ready('11-17 06:05'));
    const badge = (when: string) => waitBadge(waits[0]!, at(when), clocks);
    expect([badge('11-18 06:04'), badge('11-18 06:05'), badge('11-20 06:05'), badge('11-20 06:06')]).toEqual([
      'within',
      'near',
      'near',
      'over',
    ]);
  });

  it('give the way onward from short-term housing months, not days', () => {
    const journey = view(
      p.admitted('06-01 08:00'),
      p.discharged('06-05 08:00', 'short-term'),
      p.movesIn('06-05 10:00'),
      p.onward('06-10 08:00', 'special-housing'),
    );
    expect(clocksOf(journey, at('08-20 08:00'), clocks).at(-1)).toMatchObject({
      clock: 'onward-move',
      badge: 'near',
      dueAt: instant('09-08 08:00'),
    });
  });

  it('are silent where no threshold is valid', () => {
    expect(clocksOf(view(admitted), at('11-13 04:00'), [])).toMatchObject([{ hours: 14, dueAt: null, badge: null }]);
  });
});
