import type { Same } from '../same.ts';

export const sv = {
  root: 'Styrande.',
  shut: 'Stängd',
  part: 'Öppnas',
  open: 'Öppen',
  todo: 'Väntar på åtgärd',
  opens: 'Väntas öppna {{at}}',
  hospitalAndHome: 'Sjukhus och hem',
  taken: '{{taken}} av {{open}} upptagna',
  noPlaces: 'inga platser anmälda',
  onward: 'klara att flytta',
  onwardSkipped: 'klara att flytta, {{count}} port till emellan',
  closed: 'stängda',
  free: 'lediga',
};
export const en: Same<typeof sv> = {
  root: 'Root.',
  shut: 'Shut',
  part: 'Opening',
  open: 'Open',
  todo: 'Waits for an act',
  opens: 'Expected to open {{at}}',
  hospitalAndHome: 'Hospital and home',
  taken: '{{taken}} of {{open}} taken',
  noPlaces: 'no places registered',
  onward: 'ready to move',
  onwardSkipped: 'ready to move, {{count}} more gate between',
  closed: 'closed',
  free: 'free',
};
