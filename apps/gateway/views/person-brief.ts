// What of a person stands in a list: a name only for those in scope, and for a protected person nothing at all.
import type { JourneyItem, UserRole } from '#contracts';
import type { PersonRecord } from '#platform';
import { seesNames } from '../scope.ts';

type Brief = JourneyItem['person'];

const masked = (why: Brief['masked']): Brief => ({ name: null, age: null, personnummerMasked: null, masked: why, sameFamilyName: 0 });

/** `null` when the person may be shown; otherwise why not. Any hint of protection counts, whichever source it came from. */
export function maskOf(person: PersonRecord | undefined, protectedJourney: boolean, role: UserRole): Brief['masked'] {
  if (protectedJourney || person?.protected) return 'protected';
  if (!seesNames(role)) return 'out-of-scope';
  if (!person) return 'unknown';
  if (person.erased) return 'erased';
  return person.identity ? null : 'unknown';
}

export function personBrief(person: PersonRecord | undefined, protectedJourney: boolean, role: UserRole, on: string): Brief {
  const mask = maskOf(person, protectedJourney, role);
  if (mask || !person?.identity) return masked(mask ?? 'unknown');
  const { familyName, givenName, birthDate, personnummer } = person.identity;
  return {
    name: [familyName, givenName].filter(Boolean).join(', ') || null,
    age: birthDate ? ageOn(birthDate, on) : null,
    personnummerMasked: personnummer && /^\d{12}$/.test(personnummer) ? `${personnummer.slice(0, 4)}****-****` : null,
    masked: null,
    sameFamilyName: 0,
  };
}

/** Whole years on a date; both `YYYY-MM-DD`. Born on 29 February: a year older on 1 March. */
export function ageOn(birthDate: string, on: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate) || birthDate > on) return null;
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** How many others of the list share each shown person's family name, so that two Anderssons are not taken for one. */
export function countFamilyNames(
  items: readonly { patientId: string; family: string | null }[],
): (patientId: string, family: string | null) => number {
  const patients = new Map<string, Set<string>>();
  const plain = (name: string) => name.normalize('NFC').toLocaleLowerCase('sv');
  for (const { patientId, family } of items) {
    if (!family) continue;
    const set = patients.get(plain(family)) ?? new Set();
    patients.set(plain(family), set.add(patientId));
  }
  return (patientId, family) => {
    const set = family ? patients.get(plain(family)) : undefined;
    return set ? set.size - (set.has(patientId) ? 1 : 0) : 0;
  };
}
