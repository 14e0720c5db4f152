// The reference units of the made-up Halland, shipped as data. The totals are the region's own (8 short-term homes with 208 places,
// 61 special-housing units with 2 964 places, 2023). Names, the split over municipalities and units, features, distances and
// weekend intake are made up, and any likeness to a real unit is chance.
import type { CareKind, PlaceFeature } from '#contracts';

/** A unit as `PUT /api/v1/units/:id` takes it (`UnitBody` of the contracts; the spec holds the two together). */
export interface ReferenceUnit {
  readonly unitId: string;
  readonly name: string;
  readonly kind: CareKind;
  readonly municipality: string;
  readonly weekendIntake: boolean;
  readonly distanceKm: number;
  readonly places: { placeId: string; label: string; features: PlaceFeature[] }[];
}

/** name, places, km from the middle of the municipality, moves people in on weekends. */
type Row = readonly [name: string, places: number, km: number, weekendIntake: boolean];

const shortTerm: Readonly<Record<string, readonly Row[]>> = {
  '1384': [
    ['Tallkotten', 25, 2, true],
    ['Särögläntan', 20, 11, false],
  ],
  '1383': [['Strandängen', 42, 3, true]],
  '1382': [['Ekbacken', 32, 2, true]],
  '1380': [
    ['Nissagården', 34, 1, true],
    ['Björkhaga', 28, 6, false],
  ],
  '1381': [['Lagaporten', 18, 1, false]],
  '1315': [['Granliden', 9, 2, false]],
};

const specialHousing: Readonly<Record<string, readonly Row[]>> = {
  '1384': [
    ['Vinbäret', 62, 1, true],
    ['Måsvägen', 48, 9, false],
    ['Linnégården', 54, 2, false],
    ['Solhaga', 41, 4, false],
    ['Skärgårdsro', 38, 14, false],
    ['Ekhaga', 57, 3, true],
    ['Ängsviolen', 49, 6, false],
    ['Fjärilen', 66, 2, false],
    ['Ljungheden', 44, 12, false],
    ['Åbrinken', 51, 5, false],
    ['Kvarnbacken', 36, 8, false],
    ['Havskatten', 47, 16, false],
    ['Furuhöjd', 48, 7, false],
  ],
  '1383': [
    ['Fyrvaktaren', 68, 1, true],
    ['Rosengården', 52, 2, false],
    ['Lyckebo', 46, 5, false],
    ['Snäckan', 39, 8, false],
    ['Hasselbacken', 58, 3, false],
    ['Vågbrytaren', 47, 2, true],
    ['Klöverängen', 44, 11, false],
    ['Pilträdet', 53, 6, false],
    ['Mellangården', 41, 17, false],
    ['Breareds Äng', 50, 4, false],
    ['Viskastrand', 54, 22, false],
    ['Bokhöjden', 47, 7, false],
  ],
  '1382': [
    ['Hamnvakten', 64, 1, true],
    ['Solgläntan', 52, 2, false],
    ['Laxtrappan', 48, 1, false],
    ['Åtrastrand', 57, 3, false],
    ['Vallmon', 43, 6, false],
    ['Tångvägen', 46, 9, false],
    ['Lövsångaren', 38, 18, false],
    ['Bruksgården', 55, 24, false],
    ['Morups Ljung', 53, 13, false],
  ],
  '1380': [
    ['Slottsträdgården', 70, 1, true],
    ['Västerlyckan', 55, 3, false],
    ['Galgbergsro', 48, 2, false],
    ['Tulpanen', 44, 4, false],
    ['Havsbrisen', 62, 8, true],
    ['Snöstorpsbacken', 51, 6, false],
    ['Vildrosen', 46, 5, false],
    ['Kornhill', 39, 15, false],
    ['Årstalunden', 57, 3, false],
    ['Patrikshill', 49, 2, false],
    ['Getinge Äng', 42, 19, false],
    ['Trollsländan', 53, 7, false],
    ['Norrdala', 47, 4, false],
    ['Söderbrinken', 50, 2, false],
    ['Almhöjd', 36, 12, false],
    ['Lärkan', 45, 5, false],
    ['Krusbäret', 43, 9, false],
    ['Fregatten', 47, 1, false],
  ],
  '1381': [
    ['Smedjebacken', 52, 1, false],
    ['Lagastrand', 46, 2, false],
    ['Solsidan', 41, 4, false],
    ['Ysbyhöjd', 35, 8, false],
    ['Mellbylyckan', 44, 11, false],
    ['Knäredslunden', 38, 17, false],
  ],
  '1315': [
    ['Malmhöjd', 49, 1, false],
    ['Sjörö', 41, 12, false],
    ['Skogsgläntan', 38, 20, false],
  ],
};

/** Run by the region beside the hospitals; they stand under the municipality where they lie. */
const postAcute: Readonly<Record<string, readonly Row[]>> = {
  '1380': [['Eftervården Halmstad', 12, 1, true]],
  '1383': [['Eftervården Varberg', 8, 1, true]],
};

const prefixes = { 'short-term': 'kobo', 'special-housing': 'sabo', 'post-acute': 'eva' } as const;

export const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[åä]/g, 'a')
    .replace(/ö/g, 'o')
    .replace(/é/g, 'e')
    .replace(/[^a-z]+/g, '-');

/** A dementia wing takes the last third of a special-housing unit, one room in eight is for a couple, and so on: a fixed pattern, so that a place keeps its features. */
function features(kind: CareKind, number: number, places: number): PlaceFeature[] {
  const found: PlaceFeature[] = [];
  if (kind === 'special-housing') {
    found.push('single-room');
    if (number > Math.ceil((places * 2) / 3)) found.push('dementia');
    if (number % 8 === 0) found.push('couple');
    if (number % 17 === 0) found.push('finnish');
  } else {
    if (number % 3 !== 0) found.push('single-room');
    if (number % 6 === 1) found.push('dementia');
  }
  if (number % 2 === 0) found.push('lift');
  if (number % 4 === 1) found.push('ground-floor');
  if (number % 9 === 0) found.push('infection-room');
  if (number % 5 === 0) found.push('oxygen');
  return found;
}

function unit(kind: keyof typeof prefixes, municipality: string, [name, count, distanceKm, weekendIntake]: Row): ReferenceUnit {
  const unitId = `${prefixes[kind]}-${municipality}-${slug(name)}`;
  const places = Array.from({ length: count }, (_, i) => ({
    placeId: `${unitId}:${i + 1}`,
    label: `${kind === 'special-housing' ? 'Lgh' : 'Rum'} ${i + 1}`,
    features: features(kind, i + 1, count),
  }));
  return { unitId, name, kind, municipality, weekendIntake, distanceKm, places };
}

const units = (kind: keyof typeof prefixes, rows: Readonly<Record<string, readonly Row[]>>) =>
  Object.entries(rows).flatMap(([municipality, list]) => list.map((row) => unit(kind, municipality, row)));

export const referenceUnits: readonly ReferenceUnit[] = [
  ...units('short-term', shortTerm),
  ...units('special-housing', specialHousing),
  ...units('post-acute', postAcute),
];
