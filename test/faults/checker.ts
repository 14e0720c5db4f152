// Looks from outside, at the ledger and the tables alone, whether every promise was kept: nothing acknowledged is missing anywhere on its way,
// nothing has had its effect twice, and no place has ever had two holders. It knows none of the product's code.
import type { Client } from 'pg';
import type { Promises } from './ledger.ts';

export interface Verdict {
  readonly sent: number;
  readonly acknowledged: number;
  readonly held: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly overAllocated: readonly string[];
}

export const inWords = ({ sent, acknowledged, lost, doubled, overAllocated }: Verdict): string =>
  `sent ${sent}, acknowledged ${acknowledged}, lost ${lost.length}, doubled ${doubled.length}, over-allocated ${overAllocated.length}`;

const roles = ['intake', 'flow', 'placement', 'alerting'];
/** The same question to several roles, as one. */
const each = (names: readonly string[], sql: (role: string) => string) => names.map(sql).join(' union all ');

/** Who reads which topics. */
export const readers = [
  ['flow.journeys', 'flow', ['intake', 'placement']],
  ['flow.causes', 'flow', ['flow', 'placement']],
  ['placement.requests', 'placement', ['flow']],
  ['alerting.situation', 'alerting', ['flow', 'placement', 'intake']],
  ['alerting.notify', 'alerting', ['alerting']],
  ['gateway.read', 'gateway', ['flow', 'placement', 'alerting']],
] as const;

/** The log can be looked into where it lies in the database; of another, the inboxes tell. */
export async function check(client: Client, promises: Promises, bus: 'postgres' | 'kafka' = 'postgres'): Promise<Verdict> {
  const list = async (sql: string, params: unknown[] = []) =>
    (await client.query<{ what: string }>(sql, params)).rows.map((row) => row.what);
  const lost = [
    // The message itself, and each fact it says it led to.
    ...(await list(
      `with fact as materialized (select event->>'causedBy' as id, count(*) as n from intake.event group by 1),
         kept as (select control_id, count(*) as n from intake.message left join fact using (id)
           where status = 'stored' and facts = coalesce(fact.n, 0) group by 1)
       select 'message ' || a as what from unnest($1::text[]) a left join kept on control_id = split_part(a, '#', 1)
       where coalesce(n, 0) < coalesce(nullif(split_part(a, '#', 2), '')::int, 1)`,
      [[...promises.acknowledged]],
    )),
    // Every stored event is in the log, and every group has read the whole log.
    ...(bus === 'postgres'
      ? await list(
          each(
            roles,
            (role) =>
              `select '${role} event ' || e.id as what from ${role}.event e left join bus.log l on l.event->>'id' = e.id::text and l.topic = '${role}' where l.off is null`,
          ),
        )
      : await list(each(roles, (role) => `select '${role} has not told ' || stream as what from ${role}.outbox`))),
    ...(await list(
      each(
        [...roles, 'gateway'],
        (role) =>
          `select distinct o.grp || ' is behind' as what from ${role}.consumer_offset o join bus.log_head h using (topic, part) where o.off < h.next_off`,
      ),
    )),
    ...(await list(
      each(
        [...roles, 'gateway'],
        (role) => `select grp || ' parked ' || event_id as what from ${role}.dead_letter
          where resolved_at is null and (event->'kafka'->>'key' = any ($1::text[])) is not true`,
      ),
      [[...promises.planted].map((planted) => planted.split(' ')[0])],
    )),
    // Every stored event has been handled by every group that reads its topic, and what nobody can accept has been put aside by each.
    ...(await list(
      readers
        .flatMap(([group, role, topics]) =>
          topics.map(
            (topic) => `select '${group} never handled ' || e.type || ' ' || e.id as what from ${topic}.event e
              where not exists (select from ${role}.inbox i where i.grp = '${group}' and i.event_id = e.id)`,
          ),
        )
        .join(' union all '),
    )),
    ...(await list(
      readers
        .map(
          ([group, role, topics]) => `select '${group} dropped ' || p as what from unnest($1::text[]) p
            where split_part(p, ' ', 2) in (${topics.map((topic) => `'${topic}'`).join()}) and not exists
              (select from ${role}.dead_letter d where d.grp = '${group}' and d.event->'kafka'->>'key' = split_part(p, ' ', 1))`,
        )
        .join(' union all '),
      [[...promises.planted]],
    )),
    // Who was admitted has a journey on the screens; whose journey was revised is shown as it was revised last.
    ...(await list(
      `select 'journey of ' || (e.event->'data'->>'visitId') as what from intake.event e where e.type = 'PatientAdmitted'
       and not exists (select 1 from flow.event f where f.type = 'JourneyRevised' and f.event->>'causedBy' = e.id::text)`,
    )),
    ...(await list(
      `select 'revision of ' || key as what from (select event->>'key' as key, max((event->'data'->'journey'->>'revision')::int) as revision
         from flow.event where type = 'JourneyRevised' group by 1) r
       where not exists (select 1 from gateway.journey j where j.journey_id = r.key and j.revision = r.revision)`,
    )),
    ...(await list(
      `select 'hold ' || h as what from unnest($1::text[]) h where not exists (
         select 1 from placement.event e where e.type = 'PlaceHeld' and concat_ws(' ', e.event->'data'->'request'->>'requestId', e.event->'data'->'place'->>'placeId', e.event->'data'->'request'->>'revision') = h)`,
      [[...promises.held]],
    )),
  ];
  const doubled = [
    ...(await list(
      `with said as (select split_part(s, '#', 1) as control_id, count(*) as n from unnest($1::text[]) s group by 1)
       select 'message ' || control_id as what from intake.message join said using (control_id) group by control_id, n having count(*) > n`,
      [[...promises.sent]],
    )),
    ...(await list(`select 'fact ' || min(type) || ' of ' || (event->>'causedBy') as what from intake.event where type <> 'SourceHeard'
       group by event->>'causedBy', type, occurred_at, (event->'data')::text having count(*) > 1`)),
    ...(await list(`select 'log ' || (event->>'id') as what from bus.log group by event->>'id' having count(*) > 1`)),
    ...(await list(
      `select type || ' of ' || key as what from flow.event where type = 'JourneyRevised' group by type, key, event->>'causedBy' having count(*) > 1`,
    )),
    ...(await list(`select 'request of ' || (event->'data'->'request'->>'waitId') as what from placement.event where type = 'PlacementRequested'
       group by event->'data'->'request'->>'waitId', event->'data'->'request'->>'revision' having count(*) > 1`)),
    ...(await list(`select 'alert ' || (event->'data'->'alert'->>'fingerprint') as what from alerting.event where type in ('AlertRaised', 'AlertResolved')
       group by event->'data'->'alert'->>'alertId', event->'data'->'alert'->>'fingerprint', type having count(*) > 1`)),
    ...(await list(`select 'open alerts of ' || (event->'data'->'alert'->>'fingerprint') as what from alerting.event
       group by event->'data'->'alert'->>'fingerprint' having count(*) filter (where type = 'AlertRaised') - count(*) filter (where type = 'AlertResolved') > 1`)),
  ];
  const overAllocated = [
    ...(await list(
      `select 'place ' || place_id as what from placement.request where reserved_as is not null group by place_id having count(*) > 1`,
    )),
    ...(await list(
      `select 'person ' || person_id as what from placement.place where reserved_as is not null group by person_id having count(*) > 1`,
    )),
    // As it happened: whoever takes a place finds it free, or has it already.
    ...(await list(
      `with told as (
         select distinct e.event->'data'->'place'->>'placeId' as place, (e.event->'data'->'place'->>'revision')::int as revision, e.id,
           e.event->'data'->'place'->>'status' as status, e.event->'data'->'place'->>'requestId' as request
         from placement.event e where e.event->'data'->'place'->>'placeId' is not null
       ), steps as (select *, lag(status) over w as before, lag(request) over w as holder, lag(revision) over w as last from told window w as (partition by place order by revision))
       select 'place ' || place || ' at revision ' || revision as what from steps
       where (last is not null and revision <= last) or (status in ('held', 'offered', 'accepted') and before <> 'free' and holder is distinct from request)`,
    )),
  ];
  const { sent, acknowledged, held } = promises;
  return { sent: sent.size, acknowledged: acknowledged.size, held: held.size, lost, doubled, overAllocated };
}
