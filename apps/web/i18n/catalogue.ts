// The two catalogues, Swedish first. English has exactly the same keys, or this does not compile.
import type { Same } from './same.ts';
import * as alerts from './words/alerts.ts';
import * as codes from './words/codes.ts';
import * as flight from './words/flight.ts';
import * as login from './words/login.ts';
import * as queue from './words/queue.ts';
import * as shell from './words/shell.ts';

export const sv = { alerts: alerts.sv, codes: codes.sv, flight: flight.sv, login: login.sv, queue: queue.sv, shell: shell.sv };
export const en: Same<typeof sv> = {
  alerts: alerts.en,
  codes: codes.en,
  flight: flight.en,
  login: login.en,
  queue: queue.en,
  shell: shell.en,
};
