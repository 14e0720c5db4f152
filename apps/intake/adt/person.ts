// Who a message is about: numbers by identity domain (never "the first repetition"), details for the vault, and any hint that the identity is
// protected. A failed check digit is a warning; two different people in one message are a fault.
import type { Segment } from '../hl7/message.ts';
import { readIdentityNumber } from './identity-number.ts';
import type { Person, PersonDetails } from './draft.ts';
import type { Reading } from './reading.ts';

/** More numbers than this on one person is a runaway list, and merging on it would join strangers. */
const MAX_NUMBERS = 10;

interface Number {
  readonly authority: string;
  readonly value: string;
  readonly rank: number;
  readonly national: boolean;
  readonly birthDate: string | null;
}

/** `at`: where the numbers stand, for the fault. Null, with a fault noted, when they tell nobody or more than one. */
export function numbersAt(reading: Reading, segment: Segment, field: number, year: number): Number[] | null {
  const at = `${segment.name}-${field}`;
  const repetitions = segment.repetitions(field);
  if (repetitions.length > MAX_NUMBERS) return refuse(reading, 'too-many-numbers', at);
  const numbers = repetitions.flatMap((cx) => numberOf(reading, segment, cx, year));
  if (numbers.length === 0) return refuse(reading, 'person-number-missing', at);
  for (const domain of reading.source.identities.filter((d) => d.single)) {
    const values = new Set(numbers.filter((n) => n.authority === domain.authority).map((n) => n.value));
    if (values.size > 1) return refuse(reading, 'several-persons', at);
  }
  return numbers.sort((a, b) => a.rank - b.rank);
}

function refuse(reading: Reading, code: string, at: string): null {
  reading.fault(code, at);
  return null;
}

function numberOf(reading: Reading, segment: Segment, cx: string, year: number): Number[] {
  const text = segment.part(cx, 1);
  if (text === '') return [];
  const names = [segment.part(cx, 4, 2), segment.part(cx, 4, 1)].filter((name) => name !== '');
  const { identities, sourceId } = reading.source;
  const rank = identities.findIndex((d) => names.some((name) => name === d.authority || d.also.includes(name)));
  const domain = identities[rank];
  if (domain === undefined) {
    // A number of a domain nobody has mapped still tells people apart within its own source.
    reading.warn('identity-domain-unknown');
    return [
      { authority: `${sourceId}:${names[0] ?? ''}`, value: text.slice(0, 200), rank: identities.length, national: false, birthDate: null },
    ];
  }
  if (domain.kind !== 'personnummer')
    return [{ authority: domain.authority, value: text.slice(0, 200), rank, national: false, birthDate: null }];
  const read = readIdentityNumber(text, year);
  if (!read.valid) reading.warn('identity-number-check');
  return [{ authority: domain.authority, value: read.value, rank, national: read.valid, birthDate: read.birthDate }];
}

const identifiers = (numbers: readonly Number[]) => numbers.map(({ authority, value }) => ({ authority, value }));

/** The person of a PID segment; null with a fault noted. */
export function personOf(reading: Reading, pid: Segment | null, statedAt: string): Person | null {
  if (pid === null) {
    reading.fault('pid-missing', 'PID');
    return null;
  }
  const numbers = numbersAt(reading, pid, 3, yearOf(statedAt));
  if (numbers === null) return null;
  return { identifiers: identifiers(numbers), details: detailsOf(pid, numbers), protectedHint: protectionHint(reading), statedAt };
}

/** The person a merge does away with: numbers only. */
export function priorPersonOf(reading: Reading, mrg: Segment, statedAt: string): Person | null {
  const numbers = numbersAt(reading, mrg, 1, yearOf(statedAt));
  return numbers && { identifiers: identifiers(numbers), details: null, protectedHint: false, statedAt };
}

const yearOf = (instant: string) => Number(instant.slice(0, 4));
const text = (value: string, length: number) => value.slice(0, length) || null;

function detailsOf(pid: Segment, numbers: readonly Number[]): PersonDetails {
  const name = pid.repetitions(5)[0] ?? '';
  const address = pid.repetitions(11)[0] ?? '';
  const national = numbers.find((n) => n.national);
  const born = /^(\d{4})(\d{2})(\d{2})/.exec(pid.value(7));
  return {
    familyName: text(pid.part(name, 1), 100),
    givenName: text([pid.part(name, 2), pid.part(name, 3)].filter(Boolean).join(' '), 100),
    personnummer: national?.value ?? null,
    birthDate: born ? `${born[1]}-${born[2]}-${born[3]}` : (national?.birthDate ?? null),
    address: text(
      [pid.part(address, 1), [pid.part(address, 5), pid.part(address, 3)].filter(Boolean).join(' ')].filter(Boolean).join(', '),
      200,
    ),
    phone: text(pid.value(13), 40),
  };
}

/** Any hint counts, until a person clears it: PD1-12, PV1-16, PV2-22, ARV. */
export function protectionHint(reading: Reading): boolean {
  const said = (segment: string, field: number) => {
    const value = reading.segment(segment)?.value(field) ?? '';
    return value !== '' && value.toUpperCase() !== 'N';
  };
  return (
    said('PD1', 12) ||
    said('PV1', 16) ||
    said('PV2', 22) ||
    reading.segments('ARV').some((arv) => arv.value(3) !== '' || arv.value(4) !== '' || arv.value(1) !== '')
  );
}

/** Municipality of registration: four digits in the first of the mapped fields that has them. */
export function municipalityOf(reading: Reading): string | null {
  for (const path of reading.source.municipality) {
    const value = reading.segment(path.segment)?.value(path.field, path.component) ?? '';
    if (/^\d{4}$/.test(value)) return value;
    if (value !== '') reading.warn('municipality-unreadable');
  }
  return null;
}
