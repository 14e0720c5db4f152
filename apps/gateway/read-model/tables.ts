// The read model's tables as the code knows them: the columns of the newest revision with their types, and the SQL that keeps both tables of a thing.
import { prepared } from '#eventing';
import type { Row } from './rows.ts';

type Columns = Readonly<Record<string, string>>;

const header: Columns = { revision: 'int', event_id: 'uuid', occurred_at: 'timestamptz', recorded_at: 'timestamptz' };
const told: Columns = { type: 'text', actor: 'text' };

export const tables = {
  journey: {
    key: 'journey_id',
    columns: {
      patient_id: 'text',
      case_ref: 'text',
      state: 'text',
      open: 'boolean',
      protected: 'boolean',
      facility: 'text',
      municipality: 'text',
      municipalities: 'text[]',
      leg_kind: 'text',
      leg_unit: 'text',
      hospital_until: 'timestamptz',
      admitted_at: 'timestamptz',
      wait_id: 'text',
      hospital_wait: 'boolean',
      ready_since: 'timestamptz',
      target: 'text',
    },
    rev: { trigger_type: 'text', changes: 'json' },
  },
  cause: { key: 'wait_id', columns: { journey_id: 'text', since: 'timestamptz', kind: 'text', gate: 'text' }, rev: {} },
  unit: { key: 'unit_id', columns: { name: 'text', kind: 'text', municipality: 'text' }, rev: {} },
  place: {
    key: 'place_id',
    columns: { unit_id: 'text', kind: 'text', municipality: 'text', status: 'text', closed: 'boolean', journey_id: 'text' },
    rev: {},
  },
  request: {
    key: 'request_id',
    columns: { journey_id: 'text', wait_id: 'text', municipality: 'text', status: 'text', place_id: 'text' },
    rev: {},
  },
  alert: {
    key: 'alert_id',
    columns: {
      rule: 'text',
      state: 'text',
      open: 'boolean',
      silenced: 'boolean',
      severity: 'smallint',
      municipality: 'text',
      audience: 'text[]',
      since: 'timestamptz',
      raised_at: 'timestamptz',
      resolved_at: 'timestamptz',
    },
    rev: {},
  },
} as const satisfies Record<string, { key: string; columns: Columns; rev: Columns }>;

export type Table = keyof typeof tables;
/** The order every transaction takes its row locks in. */
export const tableNames = Object.keys(tables) as Table[];

const currentTypes = (table: Table): Columns => ({ [tables[table].key]: 'text', ...header, ...tables[table].columns });
const revisionTypes = (table: Table): Columns => ({ ...currentTypes(table), ...told, ...tables[table].rev, body: 'json' });

export const currentColumns = (table: Table): string[] => Object.keys(currentTypes(table));
export const revisionColumns = (table: Table): string[] => Object.keys(revisionTypes(table));

export interface Upsert {
  readonly sql: string;
  values(rows: readonly Row[]): unknown[];
}

// Key by key: a plan made while the table was small must not read all of it when it has grown.
const beforeSql = `before as materialized (
      select k.journey_id, j.municipalities from (select distinct unnest($1::text[]) as journey_id) k
      cross join lateral (select municipalities from gateway.journey j where j.journey_id = k.journey_id limit 1) j
    ),`;

/**
 * Keeps a batch of revisions. The higher revision wins; of two events that carry the same revision the one with the lower id does, so that the
 * result is the same in whatever order they come. Answers the ids whose newest revision changed; for journeys also who could see them before.
 *
 * Rows travel by column, what is JSON as one array of JSON: the server then makes each value once, and looks into no text that is only stored.
 */
export const upserts = Object.fromEntries(tableNames.map((table) => [table, upsertOf(table)])) as Readonly<Record<Table, Upsert>>;

function upsertOf(table: Table): Upsert {
  const { key } = tables[table];
  const types = revisionTypes(table);
  const names = Object.keys(types);
  const current = currentColumns(table);
  const place = (name: string, i: number) =>
    types[name] === 'json'
      ? `json_array_elements($${i + 1}::json)`
      : `unnest($${i + 1}::${types[name] === 'text[]' ? 'text' : types[name]}[])`;
  const taken = names.map((name) => (types[name] === 'text[]' ? `r.${name}::text[]` : `r.${name}`));
  const newest = `unnest($${names.length + 1}::boolean[])`;
  const set = (columns: string[]) => columns.map((c) => `${c} = excluded.${c}`).join(', ');
  const before = table === 'journey';
  const sql = prepared(`
    with rows as materialized (
      select ${taken.join(', ')}, r.newest from rows from (${[...names.map(place), newest].join(', ')}) as r(${names.join(', ')}, newest)
    ),
    ${before ? beforeSql : ''}
    kept as (
      insert into gateway.${table}_rev as t (${names.join(', ')}) select ${names.join(', ')} from rows
      on conflict (${key}, revision) do update set ${set(names)} where excluded.event_id < t.event_id
    ),
    newest as (
      insert into gateway.${table} as t (${current.join(', ')}) select ${current.join(', ')} from rows where newest
      on conflict (${key}) do update set ${set(current)}
        where t.revision < excluded.revision or (t.revision = excluded.revision and excluded.event_id < t.event_id)
      returning t.${key} as id, t.revision
    )
    select newest.id, newest.revision, ${before ? 'before.municipalities' : 'null::text[]'} as before
    from newest ${before ? 'left join before on before.journey_id = newest.id' : ''}`);
  return {
    sql,
    values: (rows) => {
      // In the order of their keys: two transactions then wait for each other in one direction only.
      const sorted = [...rows].sort((a, b) => compare(keyOf(a), keyOf(b)) || a.revision - b.revision);
      const last = sorted.map((row, i) => i + 1 === sorted.length || keyOf(sorted[i + 1]!) !== keyOf(row));
      return [...names.map((name) => columnOf(sorted, name, types[name]!)), last];
    },
  };

  function keyOf(row: Row): string {
    return (row as unknown as Record<string, string>)[key]!;
  }
}

function columnOf(rows: readonly Row[], name: string, type: string): unknown {
  const values = rows.map((row) => (row as unknown as Record<string, unknown>)[name]);
  if (type === 'json') return JSON.stringify(values);
  if (type === 'text[]') return values.map((list) => `{${(list as string[]).map((text) => JSON.stringify(text)).join()}}`);
  return values;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
