// The read model's tables as the code knows them: the columns of the newest revision, and the SQL that keeps both tables of a thing.

const header = ['revision', 'event_id', 'occurred_at', 'recorded_at'];

export const tables = {
  journey: {
    key: 'journey_id',
    columns: (
      'patient_id case_ref state open protected facility municipality municipalities leg_kind leg_unit ' +
      'hospital_until admitted_at wait_id hospital_wait ready_since target'
    ).split(' '),
    rev: ['trigger_type', 'changes'],
  },
  cause: { key: 'wait_id', columns: ['journey_id', 'since', 'kind', 'gate'], rev: [] },
  unit: { key: 'unit_id', columns: ['name', 'kind', 'municipality'], rev: [] },
  place: { key: 'place_id', columns: ['unit_id', 'kind', 'municipality', 'status', 'closed', 'journey_id'], rev: [] },
  request: { key: 'request_id', columns: ['journey_id', 'wait_id', 'municipality', 'status', 'place_id'], rev: [] },
  alert: {
    key: 'alert_id',
    columns: ['rule', 'state', 'open', 'silenced', 'severity', 'municipality', 'audience', 'since', 'raised_at', 'resolved_at'],
    rev: [],
  },
} as const;

export type Table = keyof typeof tables;
/** The order every transaction takes its row locks in. */
export const tableNames = Object.keys(tables) as Table[];

export const currentColumns = (table: Table): string[] => [tables[table].key, ...header, ...tables[table].columns];
export const revisionColumns = (table: Table): string[] => [...currentColumns(table), 'type', 'actor', ...tables[table].rev, 'body'];

/**
 * Keeps a batch of revisions ($1, a JSON array of rows). The higher revision wins; of two events that carry the same revision the one with the
 * lower id does, so that the result is the same in whatever order they come. Returns the ids whose newest revision changed; for journeys
 * also who could see them before.
 */
export function upsertSql(table: Table): string {
  const { key } = tables[table];
  const current = currentColumns(table);
  const revision = revisionColumns(table);
  const set = (columns: string[]) => columns.map((c) => `${c} = excluded.${c}`).join(', ');
  const before = table === 'journey';
  return `
    with rows as materialized (select * from jsonb_populate_recordset(null::gateway.${table}_rev, $1::jsonb)),
    ${before ? `before as materialized (select j.journey_id, j.municipalities from gateway.journey j where j.journey_id in (select journey_id from rows)),` : ''}
    kept as (
      insert into gateway.${table}_rev as t (${revision.join(', ')})
      select ${revision.join(', ')} from rows order by ${key}, revision
      on conflict (${key}, revision) do update set ${set(revision)} where excluded.event_id < t.event_id
    ),
    newest as (
      insert into gateway.${table} as t (${current.join(', ')})
      select distinct on (${key}) ${current.join(', ')} from rows order by ${key}, revision desc
      on conflict (${key}) do update set ${set(current)}
        where t.revision < excluded.revision or (t.revision = excluded.revision and excluded.event_id < t.event_id)
      returning t.${key} as id, t.revision
    )
    select newest.id, newest.revision, ${before ? 'before.municipalities' : 'null::text[]'} as before
    from newest ${before ? 'left join before on before.journey_id = newest.id' : ''}`;
}
