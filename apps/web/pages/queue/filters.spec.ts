import { asQuery, clean, isFiltered, readFilters } from './filters.ts';
import { shortNames } from './short-names.ts';

describe('filters in the address', () => {
  it('keeps what the queue knows and drops the rest', () =>
    expect(readFilters({ q: 'Falkenberg', sort: '-waitHours', x: '1', badge: 3 })).toEqual({ q: 'Falkenberg', sort: '-waitHours' }));
  it('asks for those ready for discharge, longest first, unless told', () =>
    expect(asQuery({})).toEqual({ state: 'discharge-ready', sort: '-waitHours' }));
  it('asks for a group as the first sort, and keeps columns to itself', () =>
    expect(JSON.parse(JSON.stringify(asQuery({ group: 'municipality', hide: 'ward' })))).toEqual({
      state: 'discharge-ready',
      sort: 'municipality,-waitHours',
    }));
  it('is not filtered by a sort or a tab', () =>
    expect([isFiltered({ sort: 'caseRef', state: 'waiting' }), isFiltered({ badge: 'over' })]).toEqual([false, true]));
  it('takes a megabyte of paste, NUL and turned text kindly', () => {
    expect(clean('a\u0000b\u202ec')).toBe('a b c');
    expect(clean('x'.repeat(1_000_000))).toHaveLength(100);
    expect(clean('Öberg 👵')).toBe('Öberg 👵');
  });
});

describe('short names of hospitals', () => {
  it('drops what they share', () =>
    expect([...shortNames(['Hallands sjukhus Varberg', 'Hallands sjukhus Halmstad']).values()]).toEqual(['Varberg', 'Halmstad']));
  it('leaves one alone', () =>
    expect(shortNames(['Hallands sjukhus Varberg']).get('Hallands sjukhus Varberg')).toBe('Hallands sjukhus Varberg'));
});
