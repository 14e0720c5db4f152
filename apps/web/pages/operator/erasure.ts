// What somebody types to say which case, and to say yes. Only a whole case number is looked for: a name typed here must not become a search.

/** `ä-7k2m9` as `Ä-7K2M9`; letters that are never used stand for the digits they look like. */
export function caseNumberIn(typed: string): string | null {
  const number = /^[ÄA]-([0-9A-Z]{5})$/.exec(typed.normalize('NFC').replace(/\s+/g, '').toUpperCase())?.[1];
  return number === undefined ? null : `Ä-${number.replaceAll('O', '0').replace(/[IL]/g, '1')}`;
}

export const confirms = (typed: string, caseRef: string): boolean => caseNumberIn(typed) === caseRef;
