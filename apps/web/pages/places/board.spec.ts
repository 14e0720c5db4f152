import type { UnitItem } from '#contracts';
import { boardRows, daysOf, freeByDay, isOver, kindsOf, sumOf } from './board.ts';

const unit = (unitId: string, over: Partial<UnitItem> = {}): UnitItem => ({
  unitId,
  name: unitId,
  kind: 'short-term',
  municipality: '1382',
  municipalityName: 'Falkenberg',
  places: 10,
  occupied: 9,
  held: 0,
  closed: 0,
  free: 1,
  readyToLeave: 0,
  reportedAt: null,
  stale: false,
  weekendIntake: true,
  expectedVacancies: [],
  closures: [],
  occupancy: [],
  ...over,
});
const told = (units: UnitItem[], filters = {}, opened: string[] = []) =>
  boardRows(units, { kind: 'short-term', ...filters }, ['1384', '1382'], opened).map((row) =>
    row.type === 'municipality' ? row.name : row.type === 'unit' ? row.unit.unitId : `fold ${row.units.length}`,
  );

describe('the place board', () => {
  it('groups by municipality in the region’s order', () =>
    expect(told([unit('b'), unit('k', { municipality: '1384', municipalityName: 'Kungsbacka' }), unit('a')])).toEqual([
      'Kungsbacka',
      'k',
      'Falkenberg',
      'a',
      'b',
    ]));
  it('folds many units to a line until asked', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => unit(id));
    expect(told(many)).toEqual(['Falkenberg', 'fold 5']);
    expect(told(many, {}, ['1382'])).toHaveLength(7);
    expect(told(many, { municipality: '1382' })).toHaveLength(6);
  });
  it('shows where there is a hole', () => expect(told([unit('a', { free: 0 }), unit('b')], { show: 'free' })).toEqual(['Falkenberg', 'b']));
  it('keeps kinds apart, short-term first', () =>
    expect(kindsOf([unit('s', { kind: 'special-housing' }), unit('t', { kind: 'special-housing' }), unit('a')])).toEqual([
      ['short-term', 1],
      ['special-housing', 2],
    ]));
  it('adds up', () =>
    expect(sumOf([unit('a'), unit('b', { occupied: 12, free: 0 })])).toMatchObject({ places: 20, occupied: 21, free: 1, over: 1 }));
  it('calls more people than open places over', () =>
    expect([isOver(unit('a')), isOver(unit('b', { closed: 2, free: 0 }))]).toEqual([false, true]));
  it('knows what it does not know', () =>
    expect(freeByDay([unit('a', { occupancy: [{ on: '2026-11-20', occupied: 9, open: 10 }] })], ['2026-11-19', '2026-11-20'])).toEqual([
      { on: '2026-11-19', open: 0, occupied: 0, known: false },
      { on: '2026-11-20', open: 10, occupied: 9, known: true },
    ]));
  it('looks fourteen days back and at today', () =>
    expect(
      daysOf([
        unit('a', {
          occupancy: Array.from({ length: 30 }, (_, day) => ({ on: `2026-11-${String(day + 1).padStart(2, '0')}`, occupied: 0, open: 1 })),
        }),
      ]),
    ).toHaveLength(15));
});
