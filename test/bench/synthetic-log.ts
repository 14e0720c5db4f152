// A long log for replays: contract-valid events, written once in TypeScript, checked against the catalogue, and multiplied in SQL by filling in the
// numbers. Every key keeps to one partition, revisions of a key follow each other, and a fifth of the journeys is still open at the end.
import type { Client } from 'pg';
import { decodeEvent, type SlussEvent } from '#contracts';
import { alertView, journeyView, placeView, requestView, unitView, waitOf, says, waiting } from '../../apps/gateway/testing/views.ts';

/** Filled in by SQL: number of the key, revision, and a moment. */
const N = '7000000007';
const AT = '2026-01-02T03:04:05.678Z';
const REVISION = 424242;
const revision = { revision: REVISION };
const j = `j-${N}`;

const settledView = journeyView({
  ...revision,
  journeyId: j,
  state: 'settled',
  endedAt: AT,
  dischargedTo: { kind: 'short-term', unitId: 'kobo-1382-ekbacken', at: AT },
  waits: [waitOf(j, '2026-11-17T09:00:00.000Z', { to: AT, endedBy: 'moved' })],
});

interface Kind {
  readonly topic: 'flow' | 'placement' | 'alerting';
  /** How many keys of every thousand events, and the revisions each of them goes through. */
  readonly keys: number;
  readonly events: readonly SlussEvent[];
}

/** A thousand events: 100 journeys of 4 revisions and 1 cause, 25 places of 12 changes, 40 requests of 3, 8 alerts of 10. */
const kinds: readonly Kind[] = [
  {
    topic: 'flow',
    keys: 100,
    events: [
      says.journey(AT, journeyView({ ...revision, journeyId: j })),
      says.journey(AT, journeyView({ ...revision, journeyId: j, expectedDischargeAt: AT }), 'ExpectedDischargeSet'),
      says.journey(AT, waiting(j, '2026-11-17T09:00:00.000Z', revision), 'DischargeReadyDeclared'),
      says.journey(AT, settledView, 'PatientDischarged'),
      says.cause(AT, j, 1, 'capacity', 'no-place'),
    ],
  },
  {
    topic: 'placement',
    keys: 25,
    events: Array.from({ length: 12 }, (_, i) =>
      i % 2 === 0
        ? says.both(
            AT,
            'PlaceHeld',
            place({ status: 'held', journeyId: j, heldUntil: AT }),
            requestView({ requestId: `rp-${N}`, journeyId: j, ...revision }),
          )
        : says.place(AT, 'PlaceReopened', place({ status: 'free' })),
    ),
  },
  {
    topic: 'placement',
    keys: 40,
    events: [1, 2, 3].map(() => says.request(AT, requestView({ requestId: `r-${N}`, journeyId: j, ...revision }))),
  },
  {
    topic: 'alerting',
    keys: 8,
    events: Array.from({ length: 10 }, (_, i) =>
      says.alert(AT, i === 0 ? 'AlertRaised' : 'AlertAcknowledged', alertView({ alertId: `a-${N}`, fingerprint: `a-${N}`, ...revision })),
    ),
  },
];

function place(over: Partial<Parameters<typeof placeView>[0] & object>) {
  return placeView({ unitId: unitView().unitId, placeId: `kobo-1382-ekbacken:${N}`, statusSince: AT, ...over, ...revision });
}

/** Writes `thousands` of events into bus.log and answers the heads. The heads are moved last, so that nobody reads before all is there. */
export async function writeLog(client: Client, thousands: number): Promise<number> {
  let total = 0;
  await client.query('create temp table raw (topic text, part smallint, seq bigint, event json)');
  for (const [k, kind] of kinds.entries()) {
    for (const [r, event] of kind.events.entries()) {
      const decoded = decodeEvent(event);
      if (!decoded.ok) throw new Error(`synthetic ${event.type}: ${decoded.reason}`);
      const { rowCount } = await client.query(
        `insert into raw select $1, (n % 8)::smallint, n::bigint * 100 + $2::int, replace(replace(replace(replace($3::text, '${N}', ($4::text || n)), '${REVISION}', $5::text), '${AT}', at), '${event.id}',
             md5($4::text || n || '/' || $5::text || '/' || $6::text)::uuid::text)::json
         from (select n, to_char(timestamp '2026-01-01' + (n * 7 + $2::int * 3600) * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') as at
               from generate_series(1, $7::int) as n) x`,
        [kind.topic, r, JSON.stringify(event), `${k}x`, String(revisionOf(kind, r)), event.type, kind.keys * thousands],
      );
      total += rowCount ?? 0;
    }
  }
  await client.query(
    `insert into bus.log (topic, part, off, event)
     select topic, part, row_number() over (partition by topic, part order by seq) - 1, event from raw order by topic, part, seq`,
  );
  await client.query('drop table raw');
  await client.query('analyze bus.log');
  return total;
}

/** Opens the log to its readers, and says so. */
export async function openLog(client: Client): Promise<void> {
  await client.query('insert into bus.log_head select topic, part, max(off) + 1 from bus.log group by topic, part');
  await client.query(`select pg_notify('sluss_log', (select json_agg(json_build_array(topic, part, next_off))::text from bus.log_head))`);
}

/** A cause has its own count of revisions. */
const revisionOf = (kind: Kind, index: number) => (kind.events[index]!.type === 'CauseAttributed' ? 1 : index + 1);
