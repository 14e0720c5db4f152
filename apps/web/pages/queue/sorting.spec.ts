import { grouped, groupsOf, sortPressed } from './sorting.ts';

describe('sorting by pressing heads', () => {
  it('turns the column it is sorted by, and starts anew with another', () => {
    expect(sortPressed('-waitHours', 'waitHours', false)).toBe('waitHours');
    expect(sortPressed('-waitHours', 'caseRef', false)).toBe('caseRef');
    expect(sortPressed('municipality,-waitHours', 'waitHours', false)).toBe('-waitHours');
  });
  it('with shift adds a column, turns it, and takes it away', () => {
    expect(sortPressed('municipality', 'waitHours', true)).toBe('municipality,-waitHours');
    expect(sortPressed('municipality,-waitHours', 'waitHours', true)).toBe('municipality,waitHours');
    expect(sortPressed('municipality,waitHours', 'waitHours', true)).toBe('municipality');
  });
  it('keeps one column at least and three at most', () => {
    expect(sortPressed('waitHours', 'waitHours', true)).toBe('-waitHours');
    expect(sortPressed('municipality,unit,-waitHours', 'caseRef', true)).toBe('municipality,unit,caseRef');
  });
  it('drops from the address what is no column', () => expect(sortPressed('name,-waitHours', 'caseRef', true)).toBe('-waitHours,caseRef'));
});

describe('groups', () => {
  it('sort by what they are groups of, in its own direction when that was chosen', () => {
    expect(grouped('-waitHours', 'municipality')).toBe('municipality,-waitHours');
    expect(grouped('-waitHours,-municipality', 'municipality')).toBe('-municipality,-waitHours');
    expect(grouped('caseRef,readySince,-waitHours', 'unit')).toBe('unit,caseRef,readySince');
  });
  it('that nobody knows change nothing', () => expect(grouped('-waitHours', 'name')).toBe('-waitHours'));
  it('hold their rows together where the first of them stands', () =>
    expect(groupsOf(['a1', 'b1', 'a2'], (row) => row[0]!)).toEqual([
      { key: 'a', rows: ['a1', 'a2'] },
      { key: 'b', rows: ['b1'] },
    ]));
});
