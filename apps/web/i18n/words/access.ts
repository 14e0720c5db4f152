// What was done, as the access log names it.
import type { Same } from '../same.ts';

export const sv = {
  open: 'Läste ärendet',
  identity: 'Visade personnummer',
  list: 'Såg namnet i en lista',
  search: 'Sökte på person',
  match: 'Matchade plats',
  export: 'Exporterade',
  print: 'Skrev ut',
  denied: 'Nekades',
  erase: 'Raderade personuppgifter',
  purpose: 'samordning av utskrivning',
  erasure: 'radering',
};
export const en: Same<typeof sv> = {
  open: 'Read the case',
  identity: 'Saw the identity number',
  list: 'Saw the name in a list',
  search: 'Searched by person',
  match: 'Matched a place',
  export: 'Exported',
  print: 'Printed',
  denied: 'Was denied',
  erase: 'Erased the personal data',
  purpose: 'coordination of discharge',
  erasure: 'erasure',
};
