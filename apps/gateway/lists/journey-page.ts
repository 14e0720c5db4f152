// One page of the queue, its total, its summary and its facets in one statement: all of them of the same moment.
import type { Asker } from '#contracts';
import { caseRefPattern, type Search } from './journey-search.ts';
import { journeyScope } from '../scope.ts';
import type { Position } from './cursor.ts';
import { facetColumns, facetNames, facetTests, type JourneysQueryInput, orderOf, stateGroup } from './journey-filter.ts';
import { journeyRows } from './journey-rows.ts';
import { SqlParams } from './sql-params.ts';

export interface JourneyPage {
  readonly total: number;
  readonly summary: { waiting: number; over: number; near: number; oldestHours: number; totalHours: number };
  readonly facets: Record<string, Record<string, number>>;
  readonly rows: readonly {
    journeyId: string;
    revision: number;
    waitId: string | null;
    causeRevision: number | null;
    key: string | null;
  }[];
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
  readonly withFacets: boolean;
}

export function journeyPageSql(question: PageQuestion): { sql: string; values: unknown[] } {
  const { asker, query, now, at, search, after } = question;
  const params = new SqlParams();
  const facets = facetColumns(asker, at, params);
  const order = orderOf(query.sort, () => `array_position(${params.add(question.municipalities)}::text[], ${facets.municipality})`);
  const tests = facetTests(query, asker, params);
  const conditions = [
    stateGroup(query.state, params),
    journeyScope(asker, now, params, 's'),
    ...(search ? [searchSql(search, params)] : []),
  ];
  const others = (facet: string) =>
    Object.entries(tests)
      .filter(([name]) => name !== facet)
      .map(([, test]) => test)
      .join(' and ') || 'true';
  const all = others('none');
  const hours = `extract(epoch from (${params.add(at)}::timestamptz - b.ready_since)) / 3600`;
  const facetSql = question.withFacets
    ? `(select json_object_agg(f.name, f.counts) from (${facetNames
        .map(
          (name) => `select '${name}' as name, json_object_agg(v.value, v.n) as counts from (
          select b.${name} as value, count(*) as n from b where b.${name} is not null and ${others(name)} group by 1 order by 1) v`,
        )
        .join(' union all ')}) f)`
    : `'{}'::json`;
  const sql = `
    with b as materialized (
      select j.journey_id, j.revision, j.wait_id, c.revision as cause_revision, j.ready_since, j.municipalities, (${order.column}) as key,
        ${facetNames.map((name) => `${facets[name]} as ${name}`).join(', ')}
      from ${journeyRows(query.asOf, params)}
      where ${conditions.join(' and ')}
    ),
    page as (
      select b.journey_id as "journeyId", b.revision, b.wait_id as "waitId", b.cause_revision as "causeRevision", b.key::text as key from b
      where ${all} ${after ? `and ${afterSql(after, order, params)}` : ''}
      order by (b.key is null), b.key ${order.direction}, b.journey_id limit ${params.add(query.limit + 1)}
    ),
    figures as (
      select count(*) as total, count(b.ready_since) as waiting, count(*) filter (where b.badge = 'over') as over, count(*) filter (where b.badge = 'near') as near,
        coalesce(greatest(max(${hours}), 0), 0) as oldest, coalesce(sum(greatest(${hours}, 0)), 0) as hours
      from b where ${all}
    )
    select total, waiting, over, near, oldest, hours, ${facetSql} as facets, coalesce((select json_agg(page) from page), '[]') as rows from figures`;
  return { sql, values: params.values };
}

function afterSql(after: Position, order: ReturnType<typeof orderOf>, params: SqlParams): string {
  const id = params.add(after.id);
  if (after.value === null) return `b.key is null and b.journey_id > ${id}`;
  const value = `${params.add(after.value)}::${order.type}${order.type === 'text' ? ' collate "C"' : ''}`;
  return `(b.key ${order.direction === 'asc' ? '>' : '<'} ${value} or b.key is null or (b.key = ${value} and b.journey_id > ${id}))`;
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

export function readPage(row: Record<string, unknown>): JourneyPage {
  const facets = (row.facets ?? {}) as Record<string, Record<string, number> | null>;
  return {
    total: Number(row.total),
    summary: {
      waiting: Number(row.waiting),
      over: Number(row.over),
      near: Number(row.near),
      oldestHours: round(Number(row.oldest)),
      totalHours: round(Number(row.hours)),
    },
    facets: Object.fromEntries(Object.entries(facets).map(([name, counts]) => [name, counts ?? {}])),
    rows: row.rows as JourneyPage['rows'],
  };
}

const round = (hours: number) => Math.round(hours * 100) / 100;
