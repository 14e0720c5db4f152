// Wards and destinations: the source's codes to ours. An unknown ward is kept under its own code and listed, never lost.
import type { Location } from '#contracts';
import type { Segment } from '../hl7/message.ts';
import type { Destination } from '../mappings/mapping-schema.ts';
import type { Reading } from './reading.ts';

/** A message about a stay that names no ward at all. */
export const NO_WARD = '-';

/** A PL field: unit^room^bed^facility. Null when it is empty. */
export function locationAt(reading: Reading, segment: Segment | null, field: number): Location | null {
  const pl = segment?.repetitions(field)[0];
  if (segment === null || pl === undefined) return null;
  const ward = segment.part(pl, 1);
  const stated = segment.part(pl, 4);
  const facility = stated === '' ? reading.source.site : (reading.source.facilities.get(stated) ?? null);
  if (stated !== '' && facility === null) reading.warn('facility-unknown');
  const unit = reading.source.wards.get(`${stated || facility}|${ward}`) ?? reading.source.wards.get(`|${ward}`) ?? null;
  if (unit === null) noteUnknown(reading, ward || NO_WARD);
  return {
    facility,
    unit,
    sourceUnit: unit === null && ward !== '' ? ward.slice(0, 64) : null,
    bed: segment.part(pl, 3).slice(0, 32) || null,
  };
}

/** The ward of an event that must have one. */
export function requiredLocation(reading: Reading, segment: Segment | null, field: number): Location {
  const location = locationAt(reading, segment, field);
  if (location !== null) return location;
  reading.warn(segment === null ? 'pv1-missing' : 'ward-missing');
  noteUnknown(reading, NO_WARD);
  return { facility: reading.source.site, unit: null, sourceUnit: null, bed: null };
}

function noteUnknown(reading: Reading, code: string) {
  reading.warn('ward-unknown');
  reading.unknownUnits.add(code.slice(0, 64));
}

/** Where a discharged patient went: the destination's own code first, else what kind of discharge it was. */
export function destinationOf(reading: Reading, pv1: Segment | null): Destination | null {
  const place = pv1?.value(37) ?? '';
  const kind = pv1?.value(36) ?? '';
  const destination = reading.source.destinations.get(place) ?? null;
  const disposition = reading.source.dispositions.get(kind) ?? null;
  if (place !== '' && destination === null) reading.warn('destination-unknown');
  if (kind !== '' && disposition === null) reading.warn('disposition-unknown');
  return destination === null ? disposition : { ...destination, deceased: destination.deceased || (disposition?.deceased ?? false) };
}
