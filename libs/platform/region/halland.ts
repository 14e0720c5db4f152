// The first home: Region Halland. Municipality codes of Statistics Sweden; ward names are made up, the sites are real.
// A region is data: another one is another file of this shape.

export interface Region {
  readonly code: string;
  readonly name: string;
  readonly municipalities: readonly { readonly code: string; readonly name: string; readonly inhabitants: number }[];
  readonly facilities: readonly {
    readonly id: string;
    readonly name: string;
    readonly wards: readonly { readonly id: string; readonly name: string }[];
  }[];
}
export const REGION = Symbol('Region');

const wards = (facility: string, names: Record<string, string>) =>
  Object.entries(names).map(([id, name]) => ({ id: `${facility}-${id}`, name }));

/** Inhabitants: Region Halland's material on nära vård, 2023. */
export const halland: Region = {
  code: '13',
  name: 'Region Halland',
  municipalities: [
    { code: '1384', name: 'Kungsbacka', inhabitants: 86100 },
    { code: '1383', name: 'Varberg', inhabitants: 67300 },
    { code: '1382', name: 'Falkenberg', inhabitants: 47100 },
    { code: '1380', name: 'Halmstad', inhabitants: 105400 },
    { code: '1381', name: 'Laholm', inhabitants: 26500 },
    { code: '1315', name: 'Hylte', inhabitants: 10500 },
  ],
  facilities: [
    {
      id: 'HSH',
      name: 'Hallands sjukhus Halmstad',
      wards: wards('HSH', {
        AKUT: 'akuten',
        AVD11: 'avd 11',
        AVD12: 'avd 12',
        AVD21: 'avd 21',
        AVD22: 'avd 22',
        AVD31: 'avd 31',
        STROKE: 'strokeavd',
        ORTO: 'ortopedavd',
        GERI: 'geriatrikavd',
      }),
    },
    {
      id: 'HSV',
      name: 'Hallands sjukhus Varberg',
      wards: wards('HSV', {
        AKUT: 'akuten',
        AVD1: 'avd 1',
        AVD2: 'avd 2',
        AVD3: 'avd 3',
        AVD4: 'avd 4',
        AVD5: 'avd 5',
        STROKE: 'strokeavd',
        ORTO: 'ortopedavd',
      }),
    },
    { id: 'HSK', name: 'Hallands sjukhus Kungsbacka', wards: wards('HSK', { NARAVD: 'närsjukvårdsavd', REHAB: 'rehabavd' }) },
  ],
};
