// One page of the queue, and the queue counted by all it can be filtered by, in one statement: both of the same moment.
import type { Asker, ClockPolicy } from '#contracts';
import { journeyScope } from '../scope.ts';
import type { Cell } from './cells.ts';
import type { Position } from './cursor.ts';
import { facetColumns, facetNames, facetTests, type JourneysQueryInput, mineSql, ordersOf, stateGroup } from './journey-filter.ts';
import type { ChosenRow } from './journey-facts.ts';
import { journeyRows } from './journey-rows.ts';
import { caseRefPattern, type Search } from './journey-search.ts';
import { SqlParams } from './sql-params.ts';

export interface JourneyPage {
  readonly cells: readonly Cell[];
  readonly rows: readonly (ChosenRow & { readonly keys: readonly (string | null)[] })[];
}

export interface PageQuestion {
  readonly asker: Asker;
  readonly query: JourneysQueryInput;
  readonly now: Date;
  /** The moment that waits are measured at: `asOf`, else now. */
  readonly at: Date;
  readonly search: Search | null;
  readonly after: Position | null;
  /** Codes in the order of their names. */
  readonly municipalities: readonly string[];
  readonly clocks: readonly ClockPolicy[];
}

export function journeyPageSql({ asker, query, now, at, search, after, municipalities, clocks }: PageQuestion): {
  sql: string;
  values: unknown[];
} {
  const params = new SqlParams();
  const facets = facetColumns(asker, at, clocks, params);
  const orders = ordersOf(query.sort, facets, () => `array_position(${params.add(municipalities)}::text[], ${facets.municipality})`);
  const passes = Object.values(facetTests(query, params));
  const conditions = [stateGroup(query.state, params), journeyScope(asker, now, params, 's'), search ? searchSql(search, params) : 'true'];
  const names = facetNames.join(', ');
  const sql = `
    with b as materialized (
      select j.journey_id, j.revision, j.wait_id, c.revision as cause_revision, j.ready_since,
        ${orders.map((order, i) => `(${order.column}) as key${i}`).join(', ')},
        ${mineSql(query, asker, params)} as mine, ${facetNames.map((name) => `${facets[name]} as ${name}`).join(', ')}
      from ${journeyRows(query.asOf, params)}
      where ${conditions.join(' and ')}
    ),
    page as (
      select b.journey_id as "journeyId", b.revision, b.wait_id as "waitId", b.cause_revision as "causeRevision", json_build_array(${orders.map((_, i) => `b.key${i}::text`).join(', ')}) as keys
      from b
      where ${[...passes, after ? afterSql(after, orders, params) : 'true'].join(' and ')}
      order by ${orders.map((order, i) => `(b.key${i} is null), b.key${i} ${order.direction}`).join(', ')}, b.journey_id limit ${params.add(query.limit + 1)}
    ),
    cells as (
      select ${names}, mine, count(*) as n, count(ready_since) as waiting, extract(epoch from min(ready_since))::float8 as first,
        sum(extract(epoch from ready_since)::float8) as sum
      from b group by ${names}, mine
    )
    select coalesce((select json_agg(cells) from cells), '[]') as cells, coalesce((select json_agg(page) from page), '[]') as rows`;
  return { sql, values: params.values };
}

/** Rows that come after the last one shown: further on in the first column, or equal there and further on in the next; empty values last. */
function afterSql(after: Position, orders: ReturnType<typeof ordersOf>, params: SqlParams): string {
  const values = JSON.parse(after.value ?? '[]') as (string | null)[];
  const from = (i: number): string => {
    const order = orders[i];
    if (!order) return `b.journey_id > ${params.add(after.id)}`;
    const [key, last] = [`b.key${i}`, values[i] ?? null];
    if (last === null) return `(${key} is null and ${from(i + 1)})`;
    const value = `${params.add(last)}::${order.type}${order.type === 'text' ? ' collate "C"' : ''}`;
    return `(${key} ${order.direction === 'asc' ? '>' : '<'} ${value} or ${key} is null or (${key} = ${value} and ${from(i + 1)}))`;
  };
  return from(0);
}

function searchSql(search: Search, params: SqlParams): string {
  const ways = [
    search.caseRef ? `j.case_ref like ${params.add(caseRefPattern(search.caseRef))}` : null,
    search.units.length
      ? `(j.leg_unit = any(${params.add(search.units)}::text[]) and (not j.protected or j.leg_kind = 'inpatient'))`
      : null,
    search.patients.length ? `(j.patient_id = any(${params.add(search.patients)}::text[]) and not j.protected)` : null,
  ].filter((way) => way !== null);
  return ways.length ? `(${ways.join(' or ')})` : 'false';
}
