import type { Gate } from '#contracts';
import { canalOf } from './canal-layout.ts';

type Journey = Parameters<typeof canalOf>[0];
type Leg = Journey['legs'][number];
const now = new Date('2026-11-21T07:05:00.000Z');
const leg = (legId: string, kind: Leg['kind'], startedAt: string, endedAt: string | null, unitName = legId): Leg => ({
  legId,
  kind,
  unitId: null,
  sourceUnit: null,
  facility: null,
  municipality: null,
  placeId: null,
  startedAt,
  endedAt,
  unitName,
  hours: 0,
  physician: null,
});
const wait = (legId: string, from: string, to: string | null): Journey['waits'][number] => ({
  waitId: `w${legId}`,
  legId,
  legKind: 'inpatient',
  targets: [],
  municipality: null,
  needs: [],
  from,
  to,
  endedBy: null,
  hours: 0,
});
const gate = (kind: Gate['kind'], opensAt: string | null): Gate => ({
  kind,
  municipality: '1382',
  state: 'shut',
  root: false,
  places: 1,
  free: 0,
  closed: 0,
  waiting: 1,
  opensAt,
});
const journey = (legs: Leg[], waits: Journey['waits'] = [], chain: Gate[] = []): Journey => ({
  legs,
  waits,
  target: 'short-term',
  expectedDischargeAt: null,
  cause: {
    kind: 'capacity',
    gate: 'no-place',
    chain,
    text: '',
    nextStep: '',
    since: '',
    owner: { role: 'placement', organisation: null, name: '' },
    detail: { items: [], until: null, placeId: null, unitId: null },
  },
});

describe('the journey on a time axis', () => {
  it('starts on the Monday before admission, in local time', () => {
    const canal = canalOf(journey([leg('a', 'inpatient', '2026-11-12T13:20:00.000Z', null)]), now)!;
    expect(canal.weeks[0]).toEqual({ at: 0, week: 46, monday: '2026-11-09' });
    expect(canal.stages[0]!.from).toBeCloseTo(3 + 14.333 / 24, 2);
  });

  it('takes three wards as one stage', () => {
    const canal = canalOf(
      journey([
        leg('a', 'inpatient', '2026-11-12T13:00:00.000Z', '2026-11-13T13:00:00.000Z'),
        leg('b', 'inpatient', '2026-11-13T13:00:00.000Z', null),
      ]),
      now,
    )!;
    expect(canal.stages).toHaveLength(1);
    expect(canal.stages[0]!.unitNames).toEqual(['a', 'b']);
  });

  it('parts a stage in care and waiting without gaps', () => {
    const canal = canalOf(
      journey(
        [leg('a', 'inpatient', '2026-11-12T13:00:00.000Z', null)],
        [wait('a', '2026-11-14T13:00:00.000Z', '2026-11-15T13:00:00.000Z'), wait('a', '2026-11-17T05:00:00.000Z', null)],
      ),
      now,
    )!;
    const { parts, from, to } = canal.stages[0]!;
    expect(parts.map((part) => part.type)).toEqual(['care', 'wait', 'care', 'wait']);
    expect(parts[0]!.from).toBe(from);
    expect(parts.at(-1)!.to).toBe(to);
    for (let index = 1; index < parts.length; index++) expect(parts[index]!.from).toBe(parts[index - 1]!.to);
  });

  it('puts what is ahead where it is expected, and says when nobody knows', () => {
    const canal = canalOf(
      journey(
        [leg('a', 'inpatient', '2026-11-12T13:00:00.000Z', null)],
        [wait('a', '2026-11-17T05:00:00.000Z', null)],
        [gate('short-term', '2026-11-24T11:00:00.000Z'), gate('special-housing', null)],
      ),
      now,
    )!;
    expect(canal.ahead.map((one) => one.opensAt)).toEqual(['2026-11-24T11:00:00.000Z', null]);
    expect(canal.ahead[0]!.from).toBeCloseTo(15.5, 5);
    expect(canal.ahead[1]!.from).toBeGreaterThan(canal.ahead[0]!.from);
    expect(canal.ahead[1]!.to).toBe(canal.days);
  });

  it('has nothing ahead of who does not wait', () =>
    expect(canalOf(journey([leg('a', 'inpatient', '2026-11-12T13:00:00.000Z', null)]), now)!.ahead).toEqual([]));
  it('has nothing to draw before the first leg', () => expect(canalOf(journey([]), now)).toBeNull());
});
