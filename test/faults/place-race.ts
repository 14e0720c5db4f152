// 64 clients of two instances claim the last place in the same moment, round after round. An independent look at the tables, not the
// answers, says whether anybody was given a place that somebody else had.
//
//   npm run build && node dist/test/faults/place-race.js [rounds] [as-built|check-then-insert|check-then-insert-without-constraints]
//
// The two other variants are broken on purpose: one shows that the constraints hold without the code, the other that this race can fail.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { placement } from '#domain';
import { newDataSource, startEmbeddedPostgres } from '#platform';
import { falkenberg, newPlacing, testDesk, type TestDesk } from '../../apps/placement/testing.ts';

export type Variant = 'as-built' | 'check-then-insert' | 'check-then-insert-without-constraints';

export interface RaceResult {
  readonly rounds: number;
  readonly winners: number;
  readonly overAllocated: number;
  /** How the others were answered. */
  readonly answers: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
}

const CLIENTS = 64;
const UNIT = 'kobo-1382-race';
const PLACE = `${UNIT}:1`;

type Claim = (requestId: string, revision: number) => Promise<unknown>;

/** What many a booking does: looks whether the place is free, then writes. Nothing keeps another from doing so in between. */
const checkThenInsert =
  (dataSource: DataSource): Claim =>
  (requestId) =>
    dataSource.transaction(async (em) => {
      const [{ view }] = await em.query('select view from placement.place where place_id = $1', [PLACE]);
      if (view.status !== 'free') throw Object.assign(new Error('taken'), { code: 'place-taken' });
      await em.query('select pg_sleep(0.002)');
      const held = { status: 'held', placeId: PLACE };
      await em.query('update placement.request set view = view || $2 where request_id = $1', [requestId, JSON.stringify(held)]);
      const holder = { status: 'held', journeyId: requestId, requestId };
      await em.query('update placement.place set view = view || $2, person_id = $3 where place_id = $1', [
        PLACE,
        JSON.stringify(holder),
        requestId,
      ]);
    });

const asBuilt = (desk: TestDesk, dataSource: DataSource): Claim => {
  const placing = newPlacing(dataSource, desk.clock);
  return (requestId, revision) =>
    placing.onRequest(falkenberg, requestId, revision, PLACE, (s) => placement.holdPlace(s, s.policy, s.when));
};

async function dropConstraints(dataSource: DataSource) {
  await dataSource.query(`
    alter table placement.place drop constraint place_agrees_with_request;
    alter table placement.request drop constraint request_agrees_with_place, drop constraint one_holder_per_place;`);
}

async function clearRound(dataSource: DataSource) {
  const open = `{"status": "open", "placeId": null, "until": null}`;
  const free = `{"status": "free", "journeyId": null, "requestId": null, "heldUntil": null}`;
  await dataSource.transaction(async (em) => {
    await em.query('update placement.request set view = view || $1 where reserved_as is not null', [open]);
    await em.query('update placement.place set view = view || $1, person_id = null', [free]);
  });
}

export async function race(rounds: number, variant: Variant): Promise<RaceResult> {
  const desk = await testDesk();
  const instances = [0, 1].map(() => newDataSource(desk.url, [], { size: CLIENTS / 2 }));
  try {
    await desk.register(1, { unitId: UNIT });
    const people = Array.from({ length: CLIENTS }, (_, i) => `client-${i}`);
    for (const person of people) await desk.waits(person);
    for (const instance of instances) await instance.initialize();
    if (variant === 'check-then-insert-without-constraints') await dropConstraints(desk.dataSource);
    const claims = instances.map((instance) => (variant === 'as-built' ? asBuilt(desk, instance) : checkThenInsert(instance)));
    let [winners, overAllocated] = [0, 0];
    const answers: Record<string, number> = {};
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const rows: { request_id: string; revision: number }[] = await desk.dataSource.query(
        `select request_id, (view->>'revision')::int as revision from placement.request`,
      );
      await Promise.all(
        rows.map(async ({ request_id, revision }, i) => {
          const started = performance.now();
          const answer = await claims[i % 2]!(request_id, revision).then(
            () => 'held',
            (error: { code?: string }) => error.code ?? 'error',
          );
          times.push(performance.now() - started);
          answers[answer] = (answers[answer] ?? 0) + 1;
        }),
      );
      const [{ holders }] = await desk.dataSource.query(
        `select count(*)::int as holders from placement.request where reserved_as is not null and place_id = $1`,
        [PLACE],
      );
      winners += Math.min(holders, 1);
      overAllocated += Math.max(0, holders - 1);
      await clearRound(desk.dataSource);
    }
    times.sort((a, b) => a - b);
    return {
      rounds,
      winners,
      overAllocated,
      answers,
      p50: times[Math.floor(times.length * 0.5)]!,
      p99: times[Math.floor(times.length * 0.99)]!,
    };
  } finally {
    for (const instance of instances) if (instance.isInitialized) await instance.destroy();
    await desk.drop();
  }
}

async function main() {
  const rounds = Number(process.argv[2] ?? 1000);
  const variant = (process.argv[3] ?? 'as-built') as Variant;
  const folder = mkdtempSync(join(tmpdir(), 'sluss-race-'));
  const postgres = process.env.SLUSS_TEST_DATABASE ? null : await startEmbeddedPostgres(folder, Buffer.alloc(32, 1));
  if (postgres) process.env.SLUSS_TEST_DATABASE = postgres.url;
  try {
    const started = performance.now();
    const result = await race(rounds, variant);
    const seconds = (performance.now() - started) / 1000;
    console.log(`rounds ${result.rounds}, winners ${result.winners}, over-allocated ${result.overAllocated}`);
    console.log(
      `${variant}: ${JSON.stringify(result.answers)}, ${seconds.toFixed(0)} s, a claim among 64: p50 ${result.p50.toFixed(0)} ms, p99 ${result.p99.toFixed(0)} ms`,
    );
    process.exitCode = result.winners === rounds && result.overAllocated === 0 ? 0 : 1;
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void main();
