// Writes a batch into the read model and announces what changed, all in the caller's transaction.
import type { AlertEvent, JourneyEvent, PlacementEvent, StreamChange } from '#contracts';
import type { EntityManager } from 'typeorm';
import { announce, type Change } from '../stream/change-log.ts';
import { keyOf, projectBatch } from './project.ts';
import type { Row } from './rows.ts';
import { tableNames, upserts } from './tables.ts';

interface Newest {
  readonly id: string;
  readonly revision: number;
  /** Who could see it before. */
  readonly before: string[] | null;
}

export async function applyBatch(em: EntityManager, events: readonly (JourneyEvent | PlacementEvent | AlertEvent)[]): Promise<void> {
  const batch = projectBatch(events);
  const changes = new Map<string, Change>();
  const written = tableNames.flatMap((table) => {
    const rows = batch.get(table);
    return rows ? [{ rows, newest: em.query(upserts[table].sql, upserts[table].values(rows)) as Promise<Newest[]> }] : [];
  });
  // Asked for in one go; each a single statement, so that a fault in one leaves nothing running behind it.
  const answers = await Promise.all(written.map(({ newest }) => newest));
  for (const [i, { rows }] of written.entries()) {
    const byKey = new Map(answers[i]!.map((n) => [`${n.id}|${n.revision}`, n]));
    for (const row of rows) {
      const applied = byKey.get(`${keyOf(row)}|${row.revision}`);
      if (applied) for (const change of changesOf(row, applied.before ?? [])) add(changes, change);
    }
  }
  await announce(em, [...changes.values()]);
}

/** Once for all that a batch changed of a thing, to everybody who may hear of any of it. */
function add(changes: Map<string, Change>, change: Change): void {
  const name = `${change.kind}|${change.id}`;
  const before = changes.get(name)?.municipalities ?? [];
  changes.set(name, { ...change, municipalities: [...new Set([...before, ...change.municipalities])] });
}

const change = (kind: StreamChange['kind'], row: Row, id: string, municipality: string | null, rest: Partial<Change> = {}): Change => ({
  kind,
  id,
  municipality,
  revision: row.revision,
  at: row.recorded_at,
  municipalities: [],
  audience: null,
  ...rest,
});

/** What a screen has to ask for again. Who may hear of it is decided when it is sent; the journey's own scope is added in SQL. */
function changesOf(row: Row, before: string[]): Change[] {
  switch (row.table) {
    case 'journey':
      return [change('journey', row, row.journey_id, null, { municipalities: before })];
    case 'cause':
      return [change('journey', row, row.journey_id, null)];
    case 'request':
      return [change('journey', row, row.journey_id, null, { municipalities: [row.municipality] })];
    case 'place':
      return [
        change('unit', row, row.unit_id, row.municipality),
        ...(row.journey_id ? [change('journey', row, row.journey_id, null, { municipalities: [row.municipality] })] : []),
      ];
    case 'unit':
      return [change('unit', row, row.unit_id, row.municipality)];
    case 'alert':
      return [change('alert', row, row.alert_id, row.municipality, { audience: row.audience })];
  }
}
