// Situations of municipalities in the database, and a memory of them. Reading a whole municipality for each event would cost more than judging it, so a
// process remembers what it last saw; the stamp, drawn anew at random with each write (a sequence may give a number twice after a power cut), tells
// whether anybody has written since, or whether our own write was rolled back. The memory is only trusted under the municipality's lock.
import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts';
import { emptySituation, putRow, type AttributedCause, type Millis, type Situation, type SituationRow } from '#domain';
import { inOneGo, prepared, type EventStore } from '#eventing';
import type { EntityManager } from 'typeorm';

const LOCK_SPACE = 7307;

const sql = {
  where: prepared(
    'select kind, id, municipality, revision from flow.situation join unnest($1::text[], $2::text[]) as r(kind, id) using (kind, id)',
  ),
  lock: prepared(`select pg_advisory_xact_lock(${LOCK_SPACE}, hashtext(name)) from unnest($1::text[]) as name`),
  stamps: prepared('select municipality, stamp, as_of from flow.municipality where municipality = any ($1)'),
  stamp: prepared(
    `insert into flow.municipality (municipality, stamp, as_of)
     select name, (random() * 2 ^ 53)::bigint, as_of from unnest($1::text[], $2::timestamptz[]) as m(name, as_of) order by name
     on conflict (municipality) do update set stamp = excluded.stamp, as_of = excluded.as_of, judged_at = now()
     returning municipality, stamp`,
  ),
  takeRows: prepared(
    'delete from flow.situation s using unnest($1::text[], $2::text[]) as r(kind, id) where s.kind = r.kind and s.id = r.id',
  ),
  putRows: prepared(
    `insert into flow.situation (kind, id, municipality, revision, data)
     select * from json_to_recordset($1::json) as r(kind text, id text, municipality text, revision int, data json)
     on conflict (kind, id) do update set municipality = excluded.municipality, revision = excluded.revision, data = excluded.data`,
  ),
  putCauses: prepared(
    `insert into flow.cause_state (wait_id, journey_id, revision, since, cause)
     select * from json_to_recordset($1::json) as c("waitId" text, "journeyId" text, revision int, since text, cause json)
     on conflict (wait_id) do update set revision = excluded.revision, since = excluded.since, cause = excluded.cause`,
  ),
};

interface Remembered {
  readonly stamp: string;
  readonly situation: Situation;
}

export interface OpenMunicipality {
  readonly situation: Situation;
  /** As it was read; null when nothing has been stored yet. */
  readonly stamp: string | null;
  /** The newest moment judged so far. */
  asOf: Millis;
}

export type Attributed = EventOf<'CauseAttributed'>;

@Injectable()
export class SituationMemory {
  readonly byMunicipality = new Map<string, Remembered>();
}

export class SituationDesk {
  readonly open = new Map<string, OpenMunicipality>();
  readonly earlier = new Map<string, AttributedCause>();
  private readonly where = new Map<string, { municipality: string; revision: number }>();
  private readonly changed = new Map<string, SituationRow>();

  constructor(
    private readonly em: EntityManager,
    private readonly memory: SituationMemory,
  ) {}

  /** Locks the municipalities that the rows are in or come to, and reads their situations. */
  async read(rows: readonly SituationRow[]): Promise<void> {
    const stored: { kind: string; id: string; municipality: string; revision: number }[] = await this.em.query(sql.where, [
      rows.map((row) => row.kind),
      rows.map((row) => row.id),
    ]);
    const codes = [...stored.map((row) => row.municipality), ...rows.filter((row) => row.data !== null).map((row) => row.municipality)];
    for (const row of stored) this.where.set(`${row.kind} ${row.id}`, row);
    await this.readMunicipalities(codes);
    const waits = rows.flatMap((row) => (row.kind === 'journey' && row.data?.wait ? [row.data.wait.waitId] : []));
    if (waits.length > 0) for (const cause of await this.causes('wait_id = any ($1)', [waits])) this.earlier.set(cause.waitId, cause);
  }

  async readMunicipalities(codes: readonly string[]): Promise<void> {
    const names = [...new Set(codes)].toSorted();
    if (names.length === 0) return;
    // Sent in one go: the second statement sees what the first has waited for.
    const [, rows]: [unknown, { municipality: string; stamp: string; as_of: Date }[]] = await inOneGo([
      this.em.query(sql.lock, [names]),
      this.em.query(sql.stamps, [names]),
    ]);
    const stamps = new Map(rows.map((row) => [row.municipality, row]));
    const forgotten: string[] = [];
    for (const name of names) {
      const held = this.memory.byMunicipality.get(name);
      const row = stamps.get(name);
      // Taken out while it is being changed: it comes back with the new stamp, or not at all.
      this.memory.byMunicipality.delete(name);
      const fresh = held !== undefined && held.stamp === row?.stamp;
      if (!fresh && row) forgotten.push(name);
      this.open.set(name, {
        situation: fresh ? held.situation : emptySituation(),
        stamp: row?.stamp ?? null,
        asOf: row ? row.as_of.getTime() : 0,
      });
    }
    if (forgotten.length > 0) await this.recall(forgotten);
  }

  /** Puts a row where it belongs. Answers the municipalities it changed: none when it is stale. */
  put(row: SituationRow): string[] {
    const name = `${row.kind} ${row.id}`;
    const before = this.where.get(name);
    if (before && before.revision >= row.revision) return [];
    const touched = new Set<string>();
    if (before) {
      touched.add(before.municipality);
      if (row.data === null || row.municipality !== before.municipality) this.takeOut(row, before.municipality);
    }
    if (row.data === null) this.where.delete(name);
    else {
      touched.add(row.municipality);
      putRow(this.open.get(row.municipality)!.situation, row);
      this.where.set(name, { municipality: row.municipality, revision: row.revision });
    }
    if (touched.size > 0) this.changed.set(name, row);
    return [...touched];
  }

  async save(store: EventStore, events: readonly Attributed[]): Promise<void> {
    const names = [...this.open.keys()];
    const [rows]: [{ municipality: string; stamp: string }[], ...unknown[]] = await inOneGo([
      this.em.query(sql.stamp, [names, names.map((name) => new Date(this.open.get(name)!.asOf))]),
      this.takeRows(),
      this.putRows(),
      this.saveCauses(events),
      store.appendMany(this.em, events, causeStream),
    ]);
    for (const { municipality, stamp } of rows) {
      const { situation } = this.open.get(municipality)!;
      this.memory.byMunicipality.set(municipality, { stamp, situation });
    }
  }

  /** Nothing changed: what was read is remembered as it was. */
  leave(): void {
    for (const [name, { situation, stamp }] of this.open) {
      if (stamp !== null) this.memory.byMunicipality.set(name, { stamp, situation });
    }
  }

  private takeOut(row: SituationRow, municipality: string): void {
    putRow(this.open.get(municipality)!.situation, { ...row, data: null } as SituationRow);
  }

  private async recall(names: readonly string[]): Promise<void> {
    const rows: { kind: SituationRow['kind']; id: string; municipality: string; revision: number; data: never }[] = await this.em.query(
      'select kind, id, municipality, revision, data from flow.situation where municipality = any ($1)',
      [names],
    );
    for (const row of rows) putRow(this.open.get(row.municipality)!.situation, row as SituationRow);
    const causes = await this.causes(
      `wait_id in (select data #>> '{wait,waitId}' from flow.situation where kind = 'journey' and municipality = any ($1))`,
      [names],
    );
    const byWait = new Map(causes.map((cause) => [cause.waitId, cause]));
    for (const { situation } of names.map((name) => this.open.get(name)!)) {
      for (const { wait } of situation.journeys.values()) {
        const cause = wait && byWait.get(wait.waitId);
        if (cause) situation.causes.set(cause.waitId, cause);
      }
    }
  }

  private async causes(where: string, parameters: unknown[]): Promise<AttributedCause[]> {
    const rows: { wait_id: string; journey_id: string; revision: number; since: string; cause: AttributedCause['cause'] }[] =
      await this.em.query(`select wait_id, journey_id, revision, since, cause from flow.cause_state where ${where}`, parameters);
    return rows.map((row) => ({
      waitId: row.wait_id,
      journeyId: row.journey_id,
      revision: row.revision,
      since: row.since,
      cause: row.cause,
    }));
  }

  private async takeRows(): Promise<void> {
    const gone = [...this.changed.values()].filter((row) => row.data === null);
    if (gone.length > 0) await this.em.query(sql.takeRows, [gone.map((row) => row.kind), gone.map((row) => row.id)]);
  }

  private async putRows(): Promise<void> {
    const kept = [...this.changed.values()].filter((row) => row.data !== null);
    if (kept.length > 0) await this.em.query(sql.putRows, [JSON.stringify(kept)]);
  }

  private async saveCauses(events: readonly Attributed[]): Promise<void> {
    const last = [...new Map(events.map((event) => [event.data.waitId, event.data])).values()];
    if (last.length === 0) return;
    await this.em.query(sql.putCauses, [JSON.stringify(last)]);
  }
}

/** Apart from the journey's own stream, so that judging causes and folding facts never wait for each other. */
const causeStream = ({ key }: Attributed) => `${key}.cause`;
