// The alerting role as a process of its own, with what flow, placement and intake say put into their stores: for specs.
import { Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { Fact, JourneyEvent, PlacementEvent } from '#contracts';
import type { alerting } from '#domain';
import { eventingMigrations, EventStore, newEvent, type Role } from '#eventing';
import { Sessions, startProcess, type RunningProcess } from '#platform';
import { FixedClock, testDatabase } from '#testing';
import type { Scene } from '../../libs/domain/alerting/scene.fixture.ts';
import { alertingRole } from './role.ts';

const TOKEN = 'test-token-test-token-test-token-test';

@Module({})
class NothingOfFlow {}
@Module({})
class NothingOfPlacement {}
@Module({})
class NothingOfIntake {}
const silent = (role: Exclude<Role, 'gateway' | 'alerting'>, module: new () => unknown) => ({
  role,
  module,
  migrations: eventingMigrations(role),
  groups: [],
});
const roles = [alertingRole, silent('flow', NothingOfFlow), silent('placement', NothingOfPlacement), silent('intake', NothingOfIntake)];

const topicOf = (type: string): Exclude<Role, 'gateway' | 'alerting'> =>
  type === 'SourceHeard' ? 'intake' : /^(JourneyRevised|CauseAttributed)$/.test(type) ? 'flow' : 'placement';

// Specs look into answers by what they expect of them.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

export interface Running {
  readonly clock: FixedClock;
  readonly process: RunningProcess;
  readonly url: string;
  /** Tells what the scene has lived through since the last time, and waits until everybody has heard it. */
  tell(scene: Scene): Promise<void>;
  settled(): Promise<void>;
  call(
    method: string,
    path: string,
    body?: unknown,
    options?: { ifMatch?: number; as?: string },
  ): Promise<{ status: number; body: Answer; headers: Headers }>;
  types(): Promise<string[]>;
  query<T>(sql: string, params?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function startAlerting(at: string, env: Record<string, string> = {}): Promise<Running> {
  const database = await testDatabase([]);
  const clock = new FixedClock(at);
  const process = await startProcess(roles, {
    clock,
    env: {
      DATABASE_URL: database.url,
      PORT: '0',
      MLLP_PORT: '0',
      SLUSS_DEMO: 'on',
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: Buffer.alloc(32, 7).toString('base64'),
      SLUSS_LOG: 'error',
      ...env,
    },
  });
  // Specs ask for each sweep and each sending themselves.
  const schedule = process.app.get(SchedulerRegistry);
  for (const name of schedule.getIntervals()) schedule.deleteInterval(name);
  let told = 0;
  const settled = () => process.eventing.settled();
  const running: Running = {
    clock,
    process,
    url: process.url,
    settled,
    tell: async (scene) => {
      const news = scene.events.slice(told);
      told = scene.events.length;
      // One at a time: topics and partitions are read side by side, and what is older than what was judged waits for a sweep.
      for (const event of news) {
        const { id: _id, ...rest } = event;
        const said = newEvent(event.type, { ...rest, key: keyOf(event) } as never) as Fact | JourneyEvent | PlacementEvent;
        // As if a sweep had been by: what is told next is today's, unless it is old itself.
        await process.dataSource.query('update alerting.desk set history_seen = false');
        await process.dataSource.transaction((em) => new EventStore(topicOf(event.type)).append(em, keyOf(event), 'any', [said]));
        await settled();
      }
    },
    call: async (method, path, body, { ifMatch, as } = {}) => {
      const who: Record<string, string> = as === undefined ? { authorization: `Bearer ${TOKEN}` } : { cookie: cookieOf(process, as) };
      const response = await fetch(`${process.url}/api/v1/${path}`, {
        method,
        headers: {
          ...who,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: response.status === 204 ? null : await response.json(), headers: response.headers };
    },
    types: async () =>
      (await process.dataSource.query(`select type from alerting.event order by occurred_at, stream, version`)).map(
        (row: { type: string }) => row.type,
      ),
    query: (sql, params) => process.dataSource.query(sql, params),
    close: async () => {
      await process.close();
      await database.drop();
    },
  };
  return running;
}

/** Log-in is the gateway's route: here the session is made as it would make it. */
function cookieOf(process: RunningProcess, login: string): string {
  const sessions = process.app.get(Sessions);
  let cookie = '';
  const reply = { header: (_name: string, value: string) => (cookie = value.split(';')[0]!) };
  sessions.start(reply as never, sessions.prove(login, undefined)!);
  return cookie;
}

function keyOf(event: alerting.WatchedEvent): string {
  switch (event.type) {
    case 'SourceHeard':
      return event.data.sourceId;
    case 'JourneyRevised':
      return event.data.journey.journeyId;
    case 'CauseAttributed':
      return event.data.journeyId;
    case 'PlaceOccupied':
    case 'PlaceRegistered':
      return event.data.place.unitId;
    default:
      return 'unit';
  }
}
