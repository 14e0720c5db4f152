// The made-up Halland's map: the six municipalities, how much need of municipal care comes from each, and where their people are admitted.
import type { Random } from './random.ts';

export interface SimMunicipality {
  readonly code: string;
  readonly name: string;
  /** Share of the region's need of municipal care. Follows the number of 80+ more than inhabitants: a young Kungsbacka, an older Laholm (assumption). */
  readonly need: number;
  /** Where its people are mostly admitted (assumption; sums over the region to 52 / 46 / 2 %). */
  readonly sites: Readonly<Record<Facility, number>>;
}

export type Facility = 'HSH' | 'HSV' | 'HSK';

export const simMunicipalities: readonly SimMunicipality[] = [
  { code: '1384', name: 'Kungsbacka', need: 0.2, sites: { HSH: 0.05, HSV: 0.87, HSK: 0.08 } },
  { code: '1383', name: 'Varberg', need: 0.215, sites: { HSH: 0.05, HSV: 0.95, HSK: 0 } },
  { code: '1382', name: 'Falkenberg', need: 0.145, sites: { HSH: 0.55, HSV: 0.45, HSK: 0 } },
  { code: '1380', name: 'Halmstad', need: 0.321, sites: { HSH: 0.99, HSV: 0.01, HSK: 0 } },
  { code: '1381', name: 'Laholm', need: 0.076, sites: { HSH: 1, HSV: 0, HSK: 0 } },
  { code: '1315', name: 'Hylte', need: 0.04, sites: { HSH: 1, HSV: 0, HSK: 0 } },
];

const byNeed = Object.fromEntries(simMunicipalities.map((m) => [m.code, m.need]));

export const drawMunicipality = (r: Random): string => r.weighted(byNeed);

export function drawFacility(r: Random, municipality: string): Facility {
  const home = simMunicipalities.find((m) => m.code === municipality) ?? simMunicipalities[3]!;
  return r.weighted(home.sites);
}
