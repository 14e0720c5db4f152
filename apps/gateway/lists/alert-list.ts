// The alert inbox: gravest first, then the oldest.
import { Inject, Injectable } from '@nestjs/common';
import type { AlertItem, AlertsQuery, AlertView, Asker } from '#contracts';
import { alertPolicyAt, localDate, startOfLocalDay } from '#domain';
import { CLOCK, type Clock, Policies, REGION, type Region } from '#platform';
import { DataSource } from 'typeorm';
import type * as z from 'zod';
import { alertScope } from '../scope.ts';
import { alertItem } from '../views/alert-item.ts';
import { type Language, namesOf } from '../views/names.ts';
import { Cursors } from './cursor.ts';
import { SqlParams } from './sql-params.ts';
import { newestRows } from './unit-rows.ts';

type Query = z.infer<typeof AlertsQuery>;

@Injectable()
export class AlertLists {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  async list(asker: Asker, query: Query, language: Language) {
    const question = { ...query, list: 'alerts', asker: asker.login };
    const after = this.cursors.read(question, query.cursor);
    const at = query.asOf ? new Date(query.asOf) : this.clock.now();
    const { sql, values } = alertPageSql(asker, query, at, after);
    const [row] = await this.dataSource.query(sql, values);
    const rows = row.rows as { body: AlertView; key: string; id: string }[];
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const names = namesOf(this.region, await this.unitNames(page.map((r) => r.body)));
    const policyAt = (moment: string) => alertPolicyAt(this.policies.at(moment), moment);
    return {
      items: page.map(({ body }): AlertItem => alertItem(body, at.toISOString(), names, language, policyAt)),
      next: rows.length > query.limit && last ? this.cursors.write(question, { value: last.key, id: last.id }) : null,
      total: Number(row.total),
      at: at.toISOString(),
      counts: row.counts,
    };
  }

  private async unitNames(alerts: readonly AlertView[]): Promise<Map<string, string>> {
    const ids = [...new Set(alerts.flatMap((a) => a.clears.map((c) => c.unitId)).filter((id) => id !== null))];
    if (!ids.length) return new Map();
    const rows: { unit_id: string; name: string }[] = await this.dataSource.query(
      'select unit_id, name from gateway.unit where unit_id = any($1)',
      [ids],
    );
    return new Map(rows.map((r) => [r.unit_id, r.name]));
  }
}

function stateTest(state: Query['state'], params: SqlParams): string {
  switch (state) {
    case 'open':
      return 'a.open';
    case 'silenced':
      return 'a.open and a.silenced';
    case 'all':
      return 'true';
    default:
      return `a.state = ${params.add(state)}`;
  }
}

function alertPageSql(
  asker: Asker,
  query: Query,
  at: Date,
  after: { value: string | null; id: string } | null,
): { sql: string; values: unknown[] } {
  const params = new SqlParams();
  const today = `${params.add(new Date(startOfLocalDay(localDate(at.getTime()))))}::timestamptz`;
  // Graver first, then older first: one key that sorts as text, so that a page can go on after it.
  const key = `(9 - a.severity)::text || to_char(a.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
  // With the state that is asked for in front, the partial index on open alerts can be used; counts need the resolved ones of today too.
  const sql = `
    with a as materialized (
      select v.*, k.alert_id as id from ${newestRows('alert', 'alert_id', query.asOf, params)}
      where ${alertScope(asker, params, 'v')}
        ${query.municipality ? `and v.municipality = ${params.add(query.municipality)}` : ''}
        ${query.rule ? `and v.rule = ${params.add(query.rule)}` : ''}
        ${['resolved', 'all'].includes(query.state) ? '' : `and (v.open or v.resolved_at >= ${today})`}
    ),
    matched as (select a.id, a.body::jsonb - 'timeline' as body, (${key}) collate "C" as key from a where ${stateTest(query.state, params)}),
    page as (
      select * from matched ${after ? `where (key, id) > (${params.add(after.value)} collate "C", ${params.add(after.id)})` : ''}
      order by key, id limit ${params.add(query.limit + 1)}
    )
    select (select count(*) from matched) as total, coalesce((select json_agg(page order by page.key, page.id) from page), '[]') as rows,
      (select json_build_object('open', count(*) filter (where a.open), 'fresh', count(*) filter (where a.state = 'new'),
        'snoozed', count(*) filter (where a.state = 'snoozed'), 'silenced', count(*) filter (where a.open and a.silenced),
        'resolvedToday', count(*) filter (where a.resolved_at >= ${today})) from a) as counts`;
  return { sql, values: params.values };
}
