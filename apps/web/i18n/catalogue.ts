// The two catalogues, Swedish first. English has exactly the same keys, or this does not compile.
import type { Same } from './same.ts';
import * as access from './words/access.ts';
import * as alerts from './words/alerts.ts';
import * as codes from './words/codes.ts';
import * as flight from './words/flight.ts';
import * as journey from './words/journey.ts';
import * as login from './words/login.ts';
import * as match from './words/match.ts';
import * as operator from './words/operator.ts';
import * as places from './words/places.ts';
import * as queue from './words/queue.ts';
import * as shell from './words/shell.ts';
import * as statement from './words/statement.ts';
import * as upkeep from './words/upkeep.ts';

export const sv = {
  access: access.sv,
  alerts: alerts.sv,
  codes: codes.sv,
  flight: flight.sv,
  journey: journey.sv,
  login: login.sv,
  match: match.sv,
  operator: operator.sv,
  places: places.sv,
  queue: queue.sv,
  shell: shell.sv,
  statement: statement.sv,
  upkeep: upkeep.sv,
};
export const en: Same<typeof sv> = {
  access: access.en,
  alerts: alerts.en,
  codes: codes.en,
  flight: flight.en,
  journey: journey.en,
  login: login.en,
  match: match.en,
  operator: operator.en,
  places: places.en,
  queue: queue.en,
  shell: shell.en,
  statement: statement.en,
  upkeep: upkeep.en,
};
