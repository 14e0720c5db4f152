// The number of a visit, with the domain it is unique in. PV1-19, else PV1-50, else PID-18.
import type { Segment } from '../hl7/message.ts';
import type { Reading } from './reading.ts';

/** `field` for a segment other than PV1 (MRG-5: prior visit number). Null when there is no number. */
export function visitOf(reading: Reading, segment: Segment | null, field?: number): string | null {
  if (segment === null) return null;
  for (const at of field === undefined ? [19, 50] : [field]) {
    const number = segment.value(at, 1);
    if (number !== '') return visitKey(segment.value(at, 4, 2) || segment.value(at, 4, 1) || reading.source.visitDomain, number);
  }
  return null;
}

export function visitOfMessage(reading: Reading, pv1: Segment | null, pid: Segment | null): string | null {
  const number = visitOf(reading, pv1) ?? visitOf(reading, pid, 18);
  if (number === null && pv1 !== null) reading.warn('visit-number-missing');
  return number;
}

export const visitKey = (domain: string, number: string) => `${domain}|${number}`;
