import { UnitBody } from '#contracts';
import { referenceUnits } from './reference-units.ts';

const of = (kind: string) => referenceUnits.filter((u) => u.kind === kind);
const placesIn = (kind: string, municipality: string) =>
  of(kind)
    .filter((u) => u.municipality === municipality)
    .reduce((sum, u) => sum + u.places.length, 0);

describe('the reference units', () => {
  it('are 8 short-term homes with 208 places, two each in the largest two municipalities', () => {
    expect(of('short-term')).toHaveLength(8);
    const split = ['1384', '1383', '1382', '1380', '1381', '1315'].map((code) => placesIn('short-term', code));
    expect(split).toEqual([45, 42, 32, 62, 18, 9]);
    for (const code of ['1380', '1384']) expect(of('short-term').filter((u) => u.municipality === code)).toHaveLength(2);
  });

  it('are 61 special-housing units of 30 to 70 with 2 964 places', () => {
    expect(of('special-housing')).toHaveLength(61);
    expect(of('special-housing').reduce((sum, u) => sum + u.places.length, 0)).toBe(2964);
    for (const u of of('special-housing')) {
      expect(u.places.length).toBeGreaterThanOrEqual(30);
      expect(u.places.length).toBeLessThanOrEqual(70);
    }
  });

  it('can be registered as they stand: the shape of the contracts, ids once each', () => {
    for (const u of referenceUnits) expect(UnitBody.parse(u)).toEqual(u);
    const ids = referenceUnits.flatMap((u) => [u.unitId, ...u.places.map((p) => p.placeId)]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('kobo-1382-ekbacken');
    expect(ids).toContain('sabo-1382-hamnvakten:1');
  });
});
