import { randomFrom } from './random.ts';

const draws = (n: number, draw: () => number) => Array.from({ length: n }, draw);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the seeded generator', () => {
  it('gives the same figures for the same seed, and others for another', () => {
    const a = randomFrom('halland');
    const b = randomFrom('halland');
    const c = randomFrom('hallanD');
    const first = draws(50, a.next);
    expect(draws(50, b.next)).toEqual(first);
    expect(draws(50, c.next)).not.toEqual(first);
  });

  it('keeps its figures for ever: a changed generator would change every recorded history', () => {
    const r = randomFrom('pinned');
    expect(draws(4, () => r.int(1_000_000))).toEqual([525167, 356370, 579344, 557673]);
  });

  it('does not let draws in one stream move another', () => {
    const plain = randomFrom('x').fork('arrivals');
    const parent = randomFrom('x');
    parent.next();
    expect(draws(5, parent.fork('arrivals').next)).toEqual(draws(5, plain.next));
  });

  it('meets the means of its distributions', () => {
    const r = randomFrom('means');
    expect(mean(draws(20_000, () => r.exponential(9)))).toBeCloseTo(9, 0);
    expect(mean(draws(20_000, () => r.poisson(23)))).toBeCloseTo(23, 0);
    const stays = draws(20_001, () => r.lognormal(5.5, 0.8)).sort((a, b) => a - b);
    expect(stays[10_000]).toBeGreaterThan(5.2);
    expect(stays[10_000]).toBeLessThan(5.8);
    const kinds = draws(10_000, () => (r.weighted({ home: 3, other: 1 }) === 'home' ? 1 : 0));
    expect(mean(kinds)).toBeCloseTo(0.75, 1);
  });
});
