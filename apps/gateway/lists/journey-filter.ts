// The queue's filters as SQL: which states are meant, what each facet asks, and how rows are ordered.
import type { Asker, ClockPolicy, JourneysQuery } from '#contracts';
import type * as z from 'zod';
import { mayFilterProtected } from '../scope.ts';
import { limitMoments } from '../views/badges.ts';
import type { SqlParams } from './sql-params.ts';

export type JourneysQueryInput = z.infer<typeof JourneysQuery>;

export const facetNames = ['state', 'municipality', 'unit', 'facility', 'cause', 'target', 'badge'] as const;
export type FacetName = (typeof facetNames)[number];

const endStates = ['settled', 'closed'];

/** The group of states a list is drawn from; a single open state is a facet within the open ones, so that its neighbours can be counted. */
export function stateGroup(state: JourneysQueryInput['state'], params: SqlParams): string {
  if (state === 'all') return 'true';
  if (state === 'waiting') return 'j.open and j.ready_since is not null';
  if (endStates.includes(state)) return `not j.open and j.state = ${params.add(state)}`;
  return 'j.open';
}

/** Whether the state is one of several in its group, so that its neighbours are counted too. */
export const stateIsFacet = (state: JourneysQueryInput['state']): boolean => !['open', 'waiting', 'all', ...endStates].includes(state);

export function badgeSql(at: Date, clocks: readonly ClockPolicy[], params: SqlParams): string {
  const [hospital, onward] = [limitMoments('inpatient', at, clocks), limitMoments('short-term', at, clocks)];
  const moment = (inHospital: Date, later: Date) =>
    `case when j.hospital_wait then ${params.add(inHospital)}::timestamptz else ${params.add(later)}::timestamptz end`;
  return `case when j.ready_since is null then null
    when j.ready_since < ${moment(hospital.over, onward.over)} then 'over'
    when j.ready_since <= ${moment(hospital.near, onward.near)} then 'near'
    else 'within' end`;
}

/** What each facet shows of a row. A protected person's municipality and housing unit are not counted anywhere. */
export function facetColumns(asker: Asker, at: Date, clocks: readonly ClockPolicy[], params: SqlParams): Record<FacetName, string> {
  const own = asker.role === 'placement' ? params.add(asker.organisation) : null;
  const visible = own ? `(not j.protected or j.municipality = ${own})` : 'not j.protected';
  return {
    state: 'j.state',
    municipality: `case when ${visible} then j.municipality end`,
    unit: `case when not j.protected or j.leg_kind = 'inpatient' then j.leg_unit end`,
    facility: 'j.facility',
    cause: 'c.kind',
    target: 'j.target',
    badge: badgeSql(at, clocks, params),
  };
}

/** The municipality itself finds its protected persons by filtering for itself; nobody else can tell where one lives that way. */
export const mineSql = (query: JourneysQueryInput, asker: Asker, params: SqlParams): string =>
  query.municipality && mayFilterProtected(asker, query.municipality)
    ? `j.municipalities @> array[${params.add(query.municipality)}::text]`
    : 'false';

/** Whether a row of `b` passes each facet's filter. */
export function facetTests(query: JourneysQueryInput, params: SqlParams): Partial<Record<FacetName, string>> {
  const tests: Partial<Record<FacetName, string>> = {};
  if (stateIsFacet(query.state)) tests.state = `b.state = ${params.add(query.state)}`;
  if (query.municipality) {
    tests.municipality = `(b.municipality = ${params.add(query.municipality)} or b.mine)`;
  }
  for (const name of ['unit', 'facility', 'cause', 'target', 'badge'] as const) {
    if (query[name]) tests[name] = `b.${name} = ${params.add(query[name])}`;
  }
  return tests;
}

interface Order {
  readonly column: string;
  readonly type: 'timestamptz' | 'text' | 'int';
  readonly direction: 'asc' | 'desc';
}

/** One per column, the first deciding. */
export const ordersOf = (sort: JourneysQueryInput['sort'], facets: Record<FacetName, string>, byName: () => string): Order[] =>
  sort.split(',').map((column) => orderOf(column, facets, byName));

/** `byName` is asked for only when it is needed: a parameter that no statement uses is an error to PostgreSQL. */
function orderOf(sort: string, facets: Record<FacetName, string>, byName: () => string): Order {
  const descending = sort.startsWith('-');
  const direction = descending ? 'desc' : 'asc';
  const opposite = descending ? 'asc' : 'desc';
  switch (sort.replace('-', '')) {
    // Who has waited longest became ready first.
    case 'waitHours':
      return { column: 'j.ready_since', type: 'timestamptz', direction: opposite };
    case 'readySince':
      return { column: 'j.ready_since', type: 'timestamptz', direction };
    case 'admittedAt':
      return { column: 'j.admitted_at', type: 'timestamptz', direction };
    case 'municipality':
      return { column: byName(), type: 'int', direction };
    // A protected person's housing unit is nowhere, as in the facets.
    case 'unit':
      return { column: `(${facets.unit}) collate "C"`, type: 'text', direction };
    default:
      return { column: 'j.case_ref collate "C"', type: 'text', direction };
  }
}
