// What was read, and why, as the access log names it.
import type { Same } from '../same.ts';

export const sv = {
  getJourney: 'Läste ärendet',
  getPerson: 'Visade personnummer',
  listJourneys: 'Såg ärendet i en lista',
  search: 'Sökte på person',
  match: 'Matchade plats',
  getAccessLog: 'Läste åtkomstloggen',
  care: 'vård och omsorg',
  placement: 'platssökning',
  operation: 'drift',
};
export const en: Same<typeof sv> = {
  getJourney: 'Read the case',
  getPerson: 'Saw the identity number',
  listJourneys: 'Saw the case in a list',
  search: 'Searched by person',
  match: 'Matched a place',
  getAccessLog: 'Read the access log',
  care: 'care',
  placement: 'search for a place',
  operation: 'operations',
};
