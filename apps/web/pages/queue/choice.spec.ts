import { picks } from './choice.ts';

const shown = [...'abcdef'];
const after = (before: string, from: string | null, id: string, range = false) =>
  [...picks(new Set(before), shown, from, id, range)].sort().join('');

describe('choosing rows', () => {
  it('takes one, and lets it go', () => {
    expect(after('', null, 'b')).toBe('b');
    expect(after('b', 'b', 'b')).toBe('');
  });
  it('with shift takes all between, upwards as well', () => {
    expect(after('b', 'b', 'e', true)).toBe('bcde');
    expect(after('e', 'e', 'c', true)).toBe('cde');
  });
  it('with shift and nothing to begin at takes the one', () => {
    expect(after('', null, 'c', true)).toBe('c');
    expect(after('', 'gone', 'c', true)).toBe('c');
  });
});
