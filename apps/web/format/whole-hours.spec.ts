import { wholeHours } from './whole-hours.ts';

describe('hours per cause add up on the screen too', () => {
  it('gives the hour that cutting left over to who lost most', () =>
    expect(wholeHours({ capacity: 84.4, process: 13.6 })).toEqual({
      total: 98,
      parts: [
        ['capacity', 84],
        ['process', 14],
      ],
    }));
  it.each([
    [1 / 3, 1 / 3, 1 / 3],
    [0.9, 0.9, 0.9],
    [10.5, 0.25, 3.99],
  ])('%p %p %p', (a, b, c) => {
    const { total, parts } = wholeHours({ a, b, c });
    expect(parts.reduce((sum, [, hours]) => sum + hours, 0)).toBe(total);
    expect(total).toBe(Math.floor(a + b + c + 1e-6));
  });
  it('leaves out what has no part', () => expect(wholeHours({ capacity: 5, person: 0 }).parts).toEqual([['capacity', 5]]));
});
