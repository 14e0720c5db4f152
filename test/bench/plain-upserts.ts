// What the same server does for the same rows without Sluss: they are ready in memory, and go in by unnest, one statement per table and batch.
import type { Client } from 'pg';
import type { AlertEvent, JourneyEvent, PlacementEvent } from '#contracts';
import { projectBatch } from '../../apps/gateway/read-model/project.ts';
import { currentColumns, revisionColumns, tableNames, tables, type Table } from '../../apps/gateway/read-model/tables.ts';
import { connected, withClient } from './server.ts';

type Watched = JourneyEvent | PlacementEvent | AlertEvent;

interface Statement {
  readonly text: string;
  readonly values: readonly (readonly (string | null)[])[];
}

const batch = 500;
const connections = 4;

/** Events a second. `logUrl` has the log and the gateway's tables, whose shape the floor's tables copy. */
export async function plainUpserts(logUrl: string, events: number): Promise<number> {
  const { partitions, counted } = await withClient(logUrl, async (client) => {
    await client.query('drop schema if exists bare cascade; create schema bare');
    for (const table of tableNames) {
      for (const name of [table, `${table}_rev`]) await client.query(`create table bare.${name} (like gateway.${name} including indexes)`);
    }
    return batchesOf(client, events);
  });
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(logUrl)));
  const waiting = [...partitions];
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      await client.query('set synchronous_commit = off');
      for (let partition = waiting.shift(); partition; partition = waiting.shift()) {
        for (const statements of partition) await inOneTransaction(client, statements);
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  await withClient(logUrl, (client) => client.query('drop schema bare cascade'));
  return counted / took;
}

async function inOneTransaction(client: Client, statements: readonly Statement[]): Promise<void> {
  await client.query('begin');
  for (const { text, values } of statements) await client.query(text, values as unknown[]);
  await client.query('commit');
}

/** By partition, since keys keep to theirs: what two connections write never meets. */
async function batchesOf(client: Client, events: number): Promise<{ partitions: Statement[][][]; counted: number }> {
  const types = await columnTypes(client);
  const heads = await client.query('select topic, part, count(*)::int as n from bus.log group by topic, part');
  const all = heads.rows.reduce((sum, row) => sum + row.n, 0);
  const partitions: Statement[][][] = [];
  let counted = 0;
  for (const { topic, part, n } of heads.rows) {
    const statements: Statement[][] = [];
    partitions.push(statements);
    const share = Math.ceil((n / all) * events);
    for (let off = 0; off < share; off += batch) {
      const { rows } = await client.query('select event from bus.log where topic = $1 and part = $2 and off >= $3 order by off limit $4', [
        topic,
        part,
        off,
        Math.min(batch, share - off),
      ]);
      counted += rows.length;
      const projected = projectBatch(rows.map((row) => row.event as Watched));
      statements.push(
        [...projected].flatMap(([table, found]) => [
          upsert(table, `${table}_rev`, revisionColumns(table), found as never, types),
          upsert(table, table, currentColumns(table), newestOf(table, found as never), types),
        ]),
      );
    }
  }
  return { partitions, counted };
}

type PlainRow = Readonly<Record<string, unknown>>;

const newestOf = (table: Table, rows: readonly PlainRow[]): PlainRow[] => {
  const inOrder = [...rows].sort((a, b) => Number(a.revision) - Number(b.revision));
  return [...new Map(inOrder.map((row) => [row[tables[table].key], row])).values()];
};

function upsert(
  table: Table,
  target: string,
  columns: readonly string[],
  rows: readonly PlainRow[],
  types: ReadonlyMap<string, string>,
): Statement {
  const { key } = tables[table];
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const cast = columns.map((c) => `${c}::${types.get(`${table}.${c}`)}`).join(', ');
  const set = columns.map((c) => `${c} = excluded.${c}`).join(', ');
  return {
    text: `insert into bare.${target} as t (${columns.join(', ')}) select ${cast} from unnest(${arrays}) as r(${columns.join(', ')})
      on conflict (${target === table ? key : `${key}, revision`}) do update set ${set} where t.revision <= excluded.revision`,
    values: columns.map((c) => rows.map((row) => asText(row[c], types.get(`${table}.${c}`)!))),
  };
}

function asText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'text[]') return `{${(value as string[]).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function columnTypes(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query(
    `select c.relname as t, a.attname as c, format_type(a.atttypid, null) as type
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'gateway' and c.relkind = 'r' and a.attnum > 0`,
  );
  return new Map(rows.map(({ t, c, type }) => [`${String(t).replace(/_rev$/, '')}.${c}`, type]));
}
