// Places during the simulation: who is in them, which are promised, which are closed. One holder at a time is checked here, so that a
// history can never ask the product to do what its constraints forbid.
import type { PlaceFeature } from '#contracts';
import type { ReferenceUnit } from '../reference-units.ts';
import type { Stay } from './record.ts';

export interface SimPlace {
  readonly placeId: string;
  readonly unit: ReferenceUnit;
  readonly features: readonly PlaceFeature[];
  /** A stay, or somebody on no journey. */
  holder: Stay | 'other' | null;
  promisedTo: Stay | null;
  closed: boolean;
  freeSince: number;
}

export type PlaceKind = 'short-term' | 'special-housing';

export class Places {
  readonly all: readonly SimPlace[];
  private readonly pools = new Map<string, SimPlace[]>();

  constructor(units: readonly ReferenceUnit[]) {
    this.all = units.flatMap((unit) =>
      unit.places.map(({ placeId, features }) => ({
        placeId,
        unit,
        features,
        holder: null,
        promisedTo: null,
        closed: false,
        freeSince: 0,
      })),
    );
    for (const place of this.all) {
      const key = `${place.unit.kind}/${place.unit.municipality}`;
      const pool = this.pools.get(key);
      if (pool) pool.push(place);
      else this.pools.set(key, [place]);
    }
  }

  pool(kind: PlaceKind, municipality: string): readonly SimPlace[] {
    return this.pools.get(`${kind}/${municipality}`) ?? [];
  }

  free(kind: PlaceKind, municipality: string): SimPlace[] {
    return this.pool(kind, municipality).filter(isFree);
  }

  moveIn(place: SimPlace, who: Stay | 'other'): void {
    if (place.holder || place.closed) throw new Error(`${place.placeId} cannot be moved into`);
    if (who !== 'other' && this.all.some((p) => p.holder === who)) throw new Error(`${who.visit.value} already has a place`);
    place.holder = who;
    place.promisedTo = null;
  }

  vacate(place: SimPlace, at: number): void {
    if (!place.holder) throw new Error(`${place.placeId} is empty already`);
    place.holder = null;
    place.freeSince = at;
  }
}

export const isFree = (place: SimPlace): boolean => !place.holder && !place.promisedTo && !place.closed;

/** The place that meets most of the needs; the first of equals. */
export function bestFit(places: readonly SimPlace[], needs: readonly PlaceFeature[]): SimPlace | undefined {
  const met = (place: SimPlace) => needs.filter((need) => place.features.includes(need)).length;
  let best: SimPlace | undefined;
  for (const place of places) if (!best || met(place) > met(best)) best = place;
  return best;
}
