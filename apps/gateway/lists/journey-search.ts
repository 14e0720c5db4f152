// What a search text may mean: a case reference, a ward or unit, or a person. Å typed as one letter or as two finds the same.
import type { Region } from '#platform';

export interface Search {
  /** The beginning of a case reference without `Ä-`, or null. */
  readonly caseRef: string | null;
  readonly units: readonly string[];
  readonly patients: readonly string[];
}

const plain = (text: string) => text.normalize('NFC').toLocaleLowerCase('sv').trim();

/** `Ä-7K2M9`, `a-7k2m9` or only `7K2M9`. Letters that are never used stand for the digits they look like. */
export function caseRefIn(text: string): string | null {
  const match = /^(?:[äa]-)?([0-9a-z]{5})$|^[äa]-([0-9a-z]{1,5})$/.exec(plain(text));
  return (match?.[1] ?? match?.[2])?.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1') ?? null;
}

export const caseRefPattern = (start: string) => `Ä-${start}%`;

/** Ids of the wards whose name, or site and name, has every word of the text. */
export function wardsNamed(region: Region, text: string): string[] {
  const words = plain(text).split(/\s+/);
  return region.facilities.flatMap((facility) =>
    facility.wards
      .filter((ward) => words.every((word) => plain(`${ward.name} ${facility.name} ${ward.id}`).includes(word)))
      .map((ward) => ward.id),
  );
}

/** The text as a LIKE pattern that finds it anywhere and holds no wildcard of the asker's. */
export const containing = (text: string) => `%${plain(text).replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
