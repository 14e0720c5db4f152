import fc from 'fast-check';
import { PARTITIONS } from './log-transport.ts';
import { murmur2, partitionOf } from './partition.ts';

describe('the partition of a key', () => {
  // From Kafka's own UtilsTest: whoever changes one of these moves patients between partitions.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('murmur2 of %s is the one Kafka computes', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('is one of the partitions, for any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        expect(partitionOf(key)).toBeGreaterThanOrEqual(0);
        expect(partitionOf(key)).toBeLessThan(PARTITIONS);
      }),
    );
  });

  it('spreads patients evenly enough', () => {
    const counts = Array.from({ length: PARTITIONS }, () => 0);
    for (let i = 0; i < 8000; i++) counts[partitionOf(`patient-${i}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
  });
});
