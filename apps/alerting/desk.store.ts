// Keeps the alert desk between transactions. Whoever works on it holds the lock of its one row, so two sweeps, a sweep and a click, or two processes
// come one after the other. A process remembers the desk as it left it and reads it again when the token says that somebody else has worked since.
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AlertView } from '#contracts';
import { alerting, emptySituation } from '#domain';
import { derivedId, EventStore, inOneGo, newEvent, prepared } from '#eventing';
import type { EntityManager } from 'typeorm';
import { kindAndId, keysOf, rowsOf, type RowKey, type RowKind } from './situation-keys.ts';

/** Token for the alert policy by moment (`alerting.AlertPolicyAt`). */
export const ALERT_POLICY = Symbol('AlertPolicy');
/** Token for all that the desk judges by (`alerting.DeskPolicies`). */
export const DESK_POLICIES = Symbol('DeskPolicies');

const sql = {
  open: prepared('select token, history_seen from alerting.desk for update'),
  close: prepared('update alerting.desk set token = $1'),
  putRows: prepared(
    `insert into alerting.situation (kind, id, row) select kind, id, row from json_to_recordset($1::json) as r(kind text, id text, row jsonb)
     on conflict (kind, id) do update set row = excluded.row`,
  ),
  takeRows: prepared(
    'delete from alerting.situation s using unnest($1::text[], $2::text[]) as r(kind, id) where s.kind = r.kind and s.id = r.id',
  ),
  putSources: prepared(
    `insert into alerting.source (source_id, facility, last_heard_at)
     select "sourceId", facility, "lastHeardAt" from json_to_recordset($1::json) as s("sourceId" text, facility text, "lastHeardAt" timestamptz)
     on conflict (source_id) do update set facility = excluded.facility, last_heard_at = excluded.last_heard_at`,
  ),
  putSubjects: prepared(
    `insert into alerting.subject (key, state, next_at)
     select key, state, next_at from json_to_recordset($1::json) as s(key text, state jsonb, next_at timestamptz)
     on conflict (key) do update set state = excluded.state, next_at = excluded.next_at`,
  ),
};

/** The desk in one transaction. */
export class OpenDesk {
  readonly told: alerting.Told[] = [];
  /** What was touched, and whether the situation had it before. */
  readonly rows = new Map<RowKey, boolean>();
  readonly sources = new Set<string>();

  constructor(
    readonly em: EntityManager,
    readonly state: alerting.DeskState,
    readonly desk: alerting.AlertDesk,
    /** History has been heard since the last sweep: the newest part of it looks like today, and comes just as unordered. */
    readonly readsHistory: boolean,
  ) {}

  hear(events: readonly alerting.WatchedEvent[], areOld: boolean) {
    for (const event of events) {
      for (const key of keysOf(event, this.state.situation)) {
        if (!this.rows.has(key)) this.rows.set(key, rowOf(this.state, key) !== undefined);
      }
      if (event.type === 'SourceHeard') this.sources.add(event.data.sourceId);
    }
    this.told.push(...(areOld || this.readsHistory ? this.desk.hearHistory(events) : this.desk.hear(events)));
  }
  passTo(now: string) {
    this.told.push(...this.desk.passTo(now));
  }
  take(drafts: readonly alerting.AlertDraft[], subject: alerting.Subject, now: string) {
    this.told.push(...this.desk.take(drafts, subject, now));
  }
}

@Injectable()
export class DeskStore {
  private remembered: { readonly token: string; readonly state: alerting.DeskState } | null = null;

  constructor(
    @Inject(EventStore) private readonly events: EventStore,
    @Inject(DESK_POLICIES) private readonly policies: alerting.DeskPolicies,
  ) {}

  /** Runs `work` on the locked desk in the caller's transaction, then writes what it changed and appends what is to be told. */
  async with<T>(em: EntityManager, work: (desk: OpenDesk) => Promise<T> | T): Promise<T> {
    const [{ token, history_seen: readsHistory }] = await em.query(sql.open);
    // Forgotten until the work is done: after a fault the state may be half changed, and the next one must read it again.
    const known = this.remembered && this.remembered.token === token ? this.remembered.state : null;
    this.remembered = null;
    const state = known ?? (await this.read(em));
    const desk = new OpenDesk(em, state, new alerting.AlertDesk(state, this.policies), readsHistory);
    const result = await work(desk);
    const next = randomUUID();
    await inOneGo([
      em.query(sql.close, [next]),
      putRows(desk),
      takeRows(desk),
      putSources(desk),
      putSubjects(desk),
      this.tell(em, desk.told),
    ]);
    this.remembered = { token: next, state };
    return result;
  }

  private async read(em: EntityManager): Promise<alerting.DeskState> {
    const situation = emptySituation();
    const rows: { kind: RowKind; id: string; row: unknown }[] = await em.query('select kind, id, row from alerting.situation');
    for (const { kind, id, row } of rows) rowsOf(situation, kind).set(id, row);
    const sources: { source_id: string; facility: string | null; last_heard_at: Date }[] = await em.query('select * from alerting.source');
    const subjects: { key: string; state: alerting.SubjectState }[] = await em.query('select key, state from alerting.subject');
    const open: { view: AlertView }[] = await em.query('select view from alerting.alert where open');
    return {
      situation,
      sources: new Map(
        sources.map((s) => [s.source_id, { sourceId: s.source_id, facility: s.facility, lastHeardAt: s.last_heard_at.toISOString() }]),
      ),
      subjects: new Map(subjects.map((s) => [s.key, s.state])),
      open: new Map(open.map(({ view }) => [view.fingerprint, view])),
      silences: await silencesInForce(em),
    };
  }

  private async tell(em: EntityManager, told: readonly alerting.Told[]): Promise<void> {
    for (const alertId of new Set(told.map((t) => t.alert.alertId))) {
      const life = told.filter((t) => t.alert.alertId === alertId);
      const events = life.map((t) =>
        newEvent(t.type, {
          // The same step of the same alert always has the same id: told twice, it is stored once.
          id: derivedId(alertId, t.type, t.alert.revision),
          key: alertId,
          occurredAt: t.at,
          recordedAt: t.recordedAt,
          causedBy: t.causedBy,
          actor: t.actor,
          data: { alert: t.alert },
        }),
      );
      await this.events.append(em, `alert-${alertId}`, life[0]!.alert.revision - 1, events);
    }
    if (told.length === 0) return;
    const last = new Map(told.map((t) => [t.alert.alertId, t.alert]));
    // Closed ones first: a new alert of the same fingerprint may open in the same step.
    const views = [...last.values()].sort((a, b) => Number(b.state === 'resolved') - Number(a.state === 'resolved'));
    for (const view of views) {
      await em.query(
        'insert into alerting.alert (alert_id, view) values ($1, $2) on conflict (alert_id) do update set view = excluded.view',
        [view.alertId, JSON.stringify(view)],
      );
    }
  }
}

const rowOf = (state: alerting.DeskState, key: RowKey): unknown => {
  const [kind, id] = kindAndId(key);
  return rowsOf(state.situation, kind).get(id);
};

async function putRows({ em, state, rows }: OpenDesk): Promise<void> {
  const there = [...rows.keys()].flatMap((key) => {
    const [kind, id] = kindAndId(key);
    const row = rowOf(state, key);
    return row === undefined ? [] : [{ kind, id, row }];
  });
  if (there.length > 0) await em.query(sql.putRows, [JSON.stringify(there)]);
}

/** A journey that nobody waits on comes and goes without ever having been a row. */
async function takeRows({ em, state, rows }: OpenDesk): Promise<void> {
  const gone = [...rows].filter(([key, before]) => before && rowOf(state, key) === undefined).map(([key]) => kindAndId(key));
  if (gone.length > 0) await em.query(sql.takeRows, [gone.map(([kind]) => kind), gone.map(([, id]) => id)]);
}

async function putSources({ em, state, sources }: OpenDesk): Promise<void> {
  const heard = [...sources].map((id) => state.sources.get(id)).filter((s) => s !== undefined);
  if (heard.length > 0) await em.query(sql.putSources, [JSON.stringify(heard)]);
}

async function putSubjects({ em, state, desk }: OpenDesk): Promise<void> {
  const subjects = [...desk.changed].map((key) => {
    const subject = state.subjects.get(key);
    return { key, state: subject, next_at: subject?.nextAt ?? null };
  });
  if (subjects.length > 0) await em.query(sql.putSubjects, [JSON.stringify(subjects)]);
}

interface SilenceRow {
  readonly silence_id: string;
  readonly rule: AlertView['rule'] | null;
  readonly municipality: string | null;
  readonly fingerprint: string | null;
  readonly from_at: Date;
  readonly until_at: Date;
}

/** Those whose end has passed are kept out by the time that is asked for, not here: the desk may be asked about an earlier moment. */
export async function silencesInForce(em: EntityManager): Promise<alerting.Silence[]> {
  const rows: SilenceRow[] = await em.query(
    `select silence_id, rule, municipality, fingerprint, from_at, until_at from alerting.silence where ended_at is null and until_at > now() - interval '90 days'`,
  );
  return rows.map((r) => ({
    silenceId: r.silence_id,
    rule: r.rule,
    municipality: r.municipality,
    fingerprint: r.fingerprint,
    from: r.from_at.toISOString(),
    until: r.until_at.toISOString(),
  }));
}
