import * as fc from 'fast-check';
import type { Cause } from '#contracts';
import { hour, instantOf } from '../time/calendar.ts';
import { millisByCause, segmentsOf, type AttributedSince } from './attribution.ts';

const start = Date.parse('2026-11-17T06:05:00.000Z');
const at = (hours: number) => instantOf(start + hours * hour);
const cause = (kind: Cause['kind'], gate: Cause['gate']): Cause => ({
  kind,
  gate,
  chain: [],
  owner: { role: 'placement', organisation: '1382' },
  detail: { items: [], until: null, placeId: null, unitId: null },
});
const shortage = cause('capacity', 'no-place');
const unmatched = cause('process', 'place-free-not-matched');
const wait = { waitId: 'w', from: at(0), to: null };

describe('days lost per cause', () => {
  it('cut the wait where the cause changed', () => {
    const history = [
      { revision: 1, since: at(2), cause: shortage },
      { revision: 2, since: at(84), cause: unmatched },
    ];
    const segments = segmentsOf(wait, history, start + 98 * hour);
    expect(segments.map((s) => [s.cause?.kind, s.from, s.to, s.millis / hour])).toEqual([
      ['capacity', at(0), at(84), 84],
      ['process', at(84), null, 14],
    ]);
    expect([...millisByCause(segments)]).toEqual([
      ['capacity', 84 * hour],
      ['process', 14 * hour],
    ]);
  });

  it('let a later finding hold from its time on, over what was found before', () => {
    const history = [
      { revision: 1, since: at(0), cause: shortage },
      { revision: 2, since: at(50), cause: unmatched },
      { revision: 3, since: at(40), cause: cause('person', 'offer-declined') },
    ];
    expect(segmentsOf(wait, history, start + 60 * hour).map((s) => [s.cause?.kind, s.millis / hour])).toEqual([
      ['capacity', 40],
      ['person', 20],
    ]);
  });

  it('read neighbours of the same kind and gate as one', () => {
    const history = [
      { revision: 1, since: at(0), cause: shortage },
      { revision: 2, since: at(10), cause: { ...shortage } },
    ];
    expect(segmentsOf(wait, history, start + 20 * hour)).toMatchObject([{ millis: 20 * hour }]);
  });

  it('are unknown before anything has been found', () => {
    expect([...millisByCause(segmentsOf(wait, [], start + 3 * hour))]).toEqual([['unknown', 3 * hour]]);
  });

  it('always add up to the wait, to the millisecond', () => {
    const finding: fc.Arbitrary<AttributedSince> = fc.record({
      revision: fc.integer({ min: 1, max: 50 }),
      since: fc.integer({ min: -1e9, max: 2e9 }).map((ms) => instantOf(start + ms)),
      cause: fc.constantFrom(shortage, unmatched, cause('person', 'own-wish')),
    });
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 20 }),
        fc.option(fc.integer({ min: 0, max: 1e9 })),
        fc.integer({ min: 0, max: 1e9 }),
        (history, to, now) => {
          const span = { waitId: 'w', from: at(0), to: to === null ? null : instantOf(start + to) };
          const segments = segmentsOf(span, history, start + now);
          const total = [...millisByCause(segments).values()].reduce((a, b) => a + b, 0);
          expect(total).toBe(to ?? now);
          expect(segments[0]!.from).toBe(span.from);
          expect(segments.at(-1)!.to).toBe(span.to);
          segments.slice(1).forEach((segment, i) => expect(segments[i]!.to).toBe(segment.from));
          expect(segments.every((segment) => segment.millis >= 0)).toBe(true);
        },
      ),
    );
  });
});
