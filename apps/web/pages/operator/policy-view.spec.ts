import type { PolicyView } from '#contracts';
import { areasOf, faultsOf, validityOf, valuesOf } from './policy-view.ts';

type Entry = PolicyView['entries'][number];
const today = '2026-11-25';
const entry = (given: Partial<Entry>): Entry => ({
  area: 'clocks',
  id: 'ready-2025',
  of: null,
  validFrom: '2025-01-01',
  validTo: null,
  inForce: false,
  source: null,
  ...given,
});

describe('the versions of a policy', () => {
  it('say why each holds or does not', () => {
    expect(validityOf(entry({ inForce: true }), today)).toBe('in-force');
    expect(validityOf(entry({ validFrom: '2027-01-01' }), today)).toBe('ahead');
    expect(validityOf(entry({ validTo: '2026-11-25' }), today)).toBe('past');
    expect(validityOf(entry({ validTo: '2026-11-26' }), today)).toBe('replaced');
    expect(validityOf(entry({}), today)).toBe('replaced');
  });

  it('stand by area, what holds first', () => {
    const past = entry({ id: 'old', validFrom: '2020-01-01', validTo: '2025-01-01' });
    const next = entry({ id: 'next', validFrom: '2027-01-01' });
    const now = entry({ id: 'now', inForce: true });
    const care = entry({ area: 'care', id: 'care', inForce: true });
    expect(areasOf([past, next, care, now], today).map(({ area, entries }) => [area, entries.map((one) => one.id)])).toEqual([
      ['clocks', ['now', 'next', 'old']],
      ['care', ['care']],
    ]);
  });
});

describe('the values in force', () => {
  it('are named as in the file, without what the versions say', () =>
    expect(
      valuesOf({ id: 'a', validFrom: '2026-01-01', waitLimitHours: 72, repeat: null, rules: { x: { audience: ['manager', 'operator'] } } }),
    ).toEqual([
      { path: 'waitLimitHours', value: '72' },
      { path: 'repeat', value: '–' },
      { path: 'rules.x.audience', value: 'manager, operator' },
    ]));

  it('of several policies at once are numbered, and an id inside one stays', () =>
    expect(
      valuesOf([
        { id: 'a', hold: { id: 'inner' } },
        { id: 'b', agreements: [] },
      ]),
    ).toEqual([
      { path: '0.hold.id', value: 'inner' },
      { path: '1.agreements', value: '–' },
    ]));
});

describe('a file that is wrong', () => {
  it('is named with the place and the fault', () =>
    expect(
      faultsOf({
        errors: [
          { pointer: '/alerting.json/entries/0/rules', detail: 'is missing' },
          { pointer: '/care.json/', detail: 'is not JSON' },
        ],
      }),
    ).toEqual([
      { file: 'alerting.json', at: 'entries.0.rules', fault: 'is missing' },
      { file: 'care.json', at: '', fault: 'is not JSON' },
    ]));

  it('is none where the refusal names none', () => expect(faultsOf({})).toEqual([]));
});
