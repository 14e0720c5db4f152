import { holdOrder } from './held-order.ts';

interface Row {
  readonly id: string;
  readonly hours: number;
}
const list = (text: string, hours = 1): Row[] => [...text].map((id) => ({ id, hours }));
const hold = (shown: string, fresh: string) => holdOrder(list(shown), list(fresh, 2), (row) => row.id);
const seen = (shown: string, fresh: string) =>
  hold(shown, fresh)
    .rows.map((row) => (row.gone ? `(${row.item.id})` : row.item.id))
    .join('');

describe('a live list does not jump under the reader', () => {
  it('shows an unchanged order with fresh figures and no pill', () => {
    const held = hold('abc', 'abc');
    expect(held.changes).toBe(0);
    expect(held.rows.every((row) => row.item.hours === 2)).toBe(true);
  });
  it('puts a row that comes last in last place at once', () => {
    expect(seen('abc', 'abcd')).toBe('abcd');
    expect(hold('abc', 'abcd').changes).toBe(0);
  });
  it('lets a row that would push others wait', () => {
    expect(seen('abc', 'xabc')).toBe('abc');
    expect(hold('abc', 'xabc').changes).toBe(1);
  });
  it('keeps a row that left where it was, marked', () => {
    expect(seen('abc', 'ac')).toBe('a(b)c');
    expect(hold('abc', 'ac').changes).toBe(1);
  });
  it('counts one moved row as one change, not as all it passed', () => {
    expect(seen('abcde', 'eabcd')).toBe('abcde');
    expect(hold('abcde', 'eabcd').changes).toBe(1);
  });
  it('fills an empty list at once', () => {
    expect(seen('', 'ab')).toBe('ab');
    expect(hold('', 'ab').changes).toBe(0);
  });
  it('holds the old rows when every one of them is new', () => {
    expect(seen('ab', 'xy')).toBe('(a)(b)');
    expect(hold('ab', 'xy').changes).toBe(4);
  });
  it('shows the fresh list after a look', () => expect(hold('xabc', 'xabc').changes).toBe(0));
});
