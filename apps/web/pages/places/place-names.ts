import type { TFunction } from 'i18next';

/** "plats 7" within a sentence, "Plats 7" at its beginning; a label that is a name by itself ("Rum 7") needs no word before it. */
export function namesOf(label: string, t: TFunction): { place: string; Place: string } {
  const name = /^\d/.test(label) ? `${t('places.place')} ${label}` : label;
  return { place: name.charAt(0).toLowerCase() + name.slice(1), Place: name };
}
