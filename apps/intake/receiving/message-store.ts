// The SQL of messages. Every statement takes a whole batch.
import type { DataSource, EntityManager } from 'typeorm';
import type { Item, Status } from './item.ts';
import { prepared } from './prepared.ts';

export interface Earlier {
  readonly id: string;
  readonly status: Status;
}

export interface Inserted {
  readonly id: string;
  /** The same sender has used the control id for other content before. */
  readonly reused: boolean;
}

const columns = (items: readonly Item[], pick: (item: Item) => unknown) => items.map(pick);

export interface Opening {
  readonly inserted: Inserted[];
  readonly alive: ReadonlyMap<string, Date>;
}

const openingStatement = prepared(
  `with ins as (
       insert into intake.message (id, received_at, transport, source, sending_application, sending_facility, control_id, event,
                                   status, reason_code, reason, warnings, answer, facts, raw, traces)
       select i.id, $1, i.transport, i.source, i.app, i.fac, i.ctl, i.event, i.status, i.code, i.reason, i.warnings::jsonb, i.answer, i.facts, i.raw, string_to_array(i.traces, ',')
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                   $12::text[], $13::text[], $14::int[], $15::bytea[], $16::text[])
         with ordinality as i(id, transport, source, app, fac, ctl, event, status, code, reason, warnings, answer, facts, raw, traces, ord)
       order by i.ord
       on conflict (id) do nothing
       returning id, control_id, sending_application, sending_facility
     )
     select ins.id, ins.control_id is not null and exists (
       select from intake.message m
       where m.control_id = ins.control_id and m.sending_application = ins.sending_application and m.sending_facility = ins.sending_facility
         and m.status in ('stored', 'ignored')) as reused, null::timestamptz as stated_at
     from ins
     union all
     select patient_id, null, stated_at from persons.person where patient_id = any($17) and erased_at is null and merged_into is null`,
);

/**
 * Everything that a batch can do in its first statement, since each statement is a wait that all its senders share: inserts the messages that
 * are not there yet (order of the items is order of `seq`), and asks which of the patients we remember are still there.
 */
export async function openBatch(
  em: EntityManager,
  items: readonly Item[],
  kept: readonly { readonly sealed: Buffer; readonly traces: readonly string[] }[],
  patientIds: readonly string[],
  receivedAt: Date,
): Promise<Opening> {
  const rows: { id: string; reused: boolean | null; stated_at: Date | null }[] = await em.query(openingStatement, [
    receivedAt,
    columns(items, (i) => i.id),
    columns(items, (i) => i.transport),
    columns(items, (i) => i.source),
    columns(items, (i) => i.application),
    columns(items, (i) => i.facility),
    columns(items, (i) => i.controlId),
    columns(items, (i) => i.event),
    columns(items, (i) => i.status),
    columns(items, (i) => i.fault?.code ?? null),
    columns(items, (i) => i.fault?.text ?? null),
    columns(items, (i) => JSON.stringify(i.warnings)),
    columns(items, (i) => i.answer),
    columns(items, (i) => i.drafts.length),
    kept.map((k) => k.sealed),
    kept.map((k) => k.traces.join()),
    patientIds,
  ]);
  return {
    inserted: rows.flatMap((row) => (row.reused === null ? [] : [{ id: row.id, reused: row.reused }])),
    alive: new Map(rows.flatMap((row) => (row.reused === null ? [[row.id, row.stated_at!] as const] : []))),
  };
}

/** Rows of messages that came before, locked so that two senders of the same message wait for each other. */
export const lockEarlier = (em: EntityManager, ids: readonly string[]): Promise<Earlier[]> =>
  em.query('select id, status from intake.message where id = any($1) order by id for update', [ids]);

/** For a message tried again: has its control id been taken by another one meanwhile? */
export async function reusedBy(em: EntityManager, item: Item): Promise<boolean> {
  if (item.controlId === null) return false;
  const rows = await em.query(
    `select from intake.message where control_id = $1 and sending_application = $2 and sending_facility = $3 and id <> $4 and status in ('stored', 'ignored') limit 1`,
    [item.controlId, item.application, item.facility, item.id],
  );
  return rows.length > 0;
}

export interface Change {
  readonly id: string;
  readonly item: Item;
  readonly duplicates: number;
  readonly retries: number;
  /** Null leaves status and reason as they are. */
  readonly settled: boolean;
}

export async function changeMessages(em: EntityManager, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await em.query(
    `update intake.message m set
       duplicates = m.duplicates + c.duplicates,
       retries = m.retries + c.retries,
       status = case when c.settled then c.status else m.status end,
       reason_code = case when c.settled then c.code else m.reason_code end,
       reason = case when c.settled then c.reason else m.reason end,
       warnings = case when c.settled then c.warnings else m.warnings end,
       source = case when c.settled then c.source else m.source end,
       answer = case when c.settled then c.answer else m.answer end,
       facts = case when c.settled then c.facts else m.facts end
     from jsonb_to_recordset($1::jsonb) as c(id text, duplicates int, retries int, settled boolean, status text, code text, reason text, warnings jsonb,
                                             source text, answer text, facts int)
     where m.id = c.id`,
    [
      JSON.stringify(
        changes.map(({ id, item, duplicates, retries, settled }) => ({
          id,
          duplicates,
          retries,
          settled,
          status: item.status,
          code: item.fault?.code ?? null,
          reason: item.fault?.text ?? null,
          warnings: item.warnings,
          source: item.source,
          answer: item.answer,
          facts: item.drafts.length,
        })),
      ),
    ],
  );
}

export interface SourceCount {
  readonly source: string;
  /** Last heard. */
  readonly at: Date;
  readonly received: number;
  readonly quarantined: number;
  readonly refused: number;
  readonly duplicates: number;
}

export async function countSources(dataSource: DataSource, counts: readonly SourceCount[]): Promise<void> {
  if (counts.length === 0) return;
  await dataSource.query(
    `insert into intake.source as s (source_id, last_heard_at, received, quarantined, refused, duplicates)
     select c.source, c.at, c.received, c.quarantined, c.refused, c.duplicates
     from jsonb_to_recordset($1::jsonb) as c(source text, at timestamptz, received int, quarantined int, refused int, duplicates int) order by c.source
     on conflict (source_id) do update set last_heard_at = greatest(s.last_heard_at, excluded.last_heard_at), received = s.received + excluded.received,
       quarantined = s.quarantined + excluded.quarantined, refused = s.refused + excluded.refused, duplicates = s.duplicates + excluded.duplicates`,
    [JSON.stringify(counts)],
  );
}

export async function noteUnknownUnits(
  em: EntityManager,
  units: readonly { sourceId: string; code: string; messages: number }[],
  at: Date,
): Promise<void> {
  if (units.length === 0) return;
  await em.query(
    `insert into intake.unknown_unit as u (source_id, code, first_seen_at, last_seen_at, messages)
     select c."sourceId", c.code, $1, $1, c.messages from jsonb_to_recordset($2::jsonb) as c("sourceId" text, code text, messages int)
     order by c."sourceId", c.code
     on conflict (source_id, code) do update set last_seen_at = greatest(u.last_seen_at, excluded.last_seen_at), messages = u.messages + excluded.messages`,
    [at, JSON.stringify(units)],
  );
}
