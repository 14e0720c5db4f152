// What a person is searched by: words of the name, and the number in the forms people type it.
import type { Identity } from './person-shapes.ts';

/** Words of a name as they are searched: lower case, composed (Å is one letter however it was typed), split at spaces and hyphens. */
export function nameWords(text: string | null): string[] {
  const plain = (text ?? '').normalize('NFC').toLocaleLowerCase('sv').trim();
  const digits = plain.replace(/[\s+-]/g, '');
  if (/^\d{10}$|^\d{12}$/.test(digits)) return [digits];
  return plain.split(/[\s,;-]+/u).filter((word) => word.length > 0 && word.length <= 60);
}

/** All that a person is found by. */
export const searchWords = (identity: Identity): string[] => [
  ...nameWords(identity.familyName),
  ...nameWords(identity.givenName),
  ...(identity.personnummer ? numberForms(identity.personnummer) : []),
];

/** A 12-digit number is also found by its 10 digits. */
export const numberForms = (number: string) => (/^\d{12}$/.test(number) ? [number, number.slice(2)] : [number]);
