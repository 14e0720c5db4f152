import type { PlaceView } from '#contracts';
import { traitsOf } from '../flow/care-kinds.ts';

/** A municipality gives its own places, those it has an agreement for, and those the region runs for everyone. */
export const isInReach = (place: Pick<PlaceView, 'kind' | 'municipality'>, municipality: string, agreements: readonly string[]): boolean =>
  place.municipality === municipality || traitsOf(place.kind).runBy !== 'municipality' || agreements.includes(place.municipality);
