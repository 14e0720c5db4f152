// The role as a process: waits come in as events of flow, placing goes over HTTP, and what happened goes out as events.
import { Module } from '@nestjs/common';
import type { PlaceView, RequestView } from '#contracts';
import { eventingMigrations, EventStore, newEvent } from '#eventing';
import { startProcess, type RunningProcess } from '#platform';
import { FixedClock, testDatabase, type TestDatabase } from '#testing';
import { aJourney, aWait } from '../../libs/domain/placement/examples.ts';
import { placementRole } from './role.ts';
import { NOW } from './testing.ts';

@Module({})
class NothingOfFlow {}
const flowRole = { role: 'flow' as const, module: NothingOfFlow, migrations: eventingMigrations('flow'), groups: [] };

const TOKEN = 'test-token-test-token-test-token-test';
let database: TestDatabase;
let running: RunningProcess;
const clock = new FixedClock(NOW);

beforeAll(async () => {
  database = await testDatabase([]);
  const env = {
    DATABASE_URL: database.url,
    PORT: '0',
    MLLP_PORT: '0',
    SLUSS_DEMO: 'off',
    SLUSS_TOKEN: TOKEN,
    SLUSS_KEY: Buffer.alloc(32, 7).toString('base64'),
    SLUSS_LOG: 'error',
  };
  running = await startProcess([placementRole, flowRole], { env, clock });
  await put('units/kobo-1382-ekbacken', unit(3));
}, 60_000);
afterAll(async () => {
  await running.close();
  await database.drop();
});

/** What an answer may hold: of a match, an act, a registration or a refusal. */
interface Body {
  readonly request: RequestView;
  readonly place: PlaceView;
  readonly changed?: boolean;
  readonly code?: string;
}

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${running.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
};
const put = (path: string, body: unknown) => call('PUT', path, body);
const post = (path: string, body: unknown, revision?: number, headers = {}) =>
  call('POST', path, body, { ...(revision ? { 'if-match': `"${revision}"` } : {}), ...headers });
const unit = (places: number, unitId = 'kobo-1382-ekbacken', kind = 'short-term', municipality = '1382') => ({
  unitId,
  name: 'Ekbacken',
  kind,
  municipality,
  places: Array.from({ length: places }, (_, i) => ({ placeId: `${unitId}:${i + 1}`, label: String(i + 1), features: [] })),
});
const place = (n: number) => `kobo-1382-ekbacken:${n}`;

/** Somebody is declared ready, as flow tells it. */
async function waits(...journeyIds: string[]) {
  const flow = new EventStore('flow');
  await running.dataSource.transaction((em) =>
    flow.appendMany(
      em,
      journeyIds.map((journeyId) => {
        const journey = aJourney({ journeyId, patientId: `p-${journeyId}`, waits: [aWait({ waitId: `w-${journeyId}`, needs: [] })] });
        const data = { journey, changes: [], trigger: { type: 'DischargeReadyDeclared', eventId: 'test' } };
        return newEvent('JourneyRevised', {
          key: journeyId,
          occurredAt: NOW,
          recordedAt: NOW,
          causedBy: null,
          actor: 'rule:flow',
          data,
        });
      }),
    ),
  );
  await running.eventing.settled();
}

it('a wait becomes a request, and the request a home', async () => {
  await waits('aino');
  const { body: match } = await call('GET', 'journeys/aino/match');
  expect(match).toMatchObject({
    request: { requestId: 'w-aino', status: 'open', revision: 1 },
    options: [{ rank: 1, hindrance: null }, {}, {}],
  });
  expect(await post('requests/w-aino/hold', { placeId: place(1) }, 1)).toMatchObject({
    status: 200,
    body: { request: { status: 'held', revision: 2 }, place: { status: 'held' } },
  });
  expect(await post('requests/w-aino/offer', {}, 2)).toMatchObject({ body: { request: { status: 'offered' } } });
  expect(await post('requests/w-aino/accept', {}, 3)).toMatchObject({ body: { request: { status: 'accepted' } } });
  expect(await post('requests/w-aino/move-in', { at: '2026-11-21T09:00:00+01:00' }, 4)).toMatchObject({
    body: { request: { status: 'fulfilled' }, place: { status: 'occupied', journeyId: 'aino', statusSince: NOW } },
  });
  expect(await post(`places/${place(1)}/vacate`, {}, 5)).toMatchObject({
    status: 200,
    body: { place: { status: 'free', journeyId: null } },
  });
});

it('says what is wrong with what was sent, and changes nothing', async () => {
  await waits('bertil', 'cecilia');
  const hold = (body: unknown, revision?: number, id = 'w-bertil') => post(`requests/${id}/hold`, body, revision);
  expect(await hold({ placeId: place(2) })).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
  expect(await hold({ placeId: place(2) }, 9)).toMatchObject({ status: 412, body: { code: 'version-conflict', context: { revision: 1 } } });
  expect(await hold({}, 1)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/placeId' }] } });
  expect(await hold({ placeId: place(2), until: '2026-11-20T08:00:00Z' }, 1)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/until', detail: expect.stringContaining('2026-11-20') }] },
  });
  expect(await hold({ placeId: place(2), until: '2027-02-30T08:00:00Z' }, 1)).toMatchObject({ status: 422 });
  for (const id of ['w-nobody', 'w-\0', '..%2f..%2fetc', "w'--", 'å'.repeat(40)])
    expect(await hold({ placeId: place(2) }, 1, encodeURIComponent(id))).toMatchObject({ status: 404, body: { code: 'not-found' } });
  await put('units/sabo-1382-hamnvakten', unit(1, 'sabo-1382-hamnvakten', 'special-housing'));
  await put('units/kobo-1380-bryggan', unit(1, 'kobo-1380-bryggan', 'short-term', '1380'));
  expect(await hold({ placeId: 'sabo-1382-hamnvakten:1' }, 1)).toMatchObject({
    status: 409,
    body: { code: 'place-wrong-kind', context: { nextBest: { placeId: expect.any(String) } } },
  });
  expect(await hold({ placeId: 'kobo-1380-bryggan:1' }, 1)).toMatchObject({ status: 403, body: { code: 'place-other-municipality' } });
  const { body } = await post(`places/${place(3)}/close`, { reason: 'staffing', expectedEndOn: '2026-11-24' }, 1);
  expect(body.place.closure).toEqual({ reason: 'staffing', since: NOW, expectedEndOn: '2026-11-24' });
  expect(await hold({ placeId: place(3) }, 1)).toMatchObject({
    status: 409,
    body: { code: 'place-closed', context: { reason: 'staffing' } },
  });
  expect(await hold({ placeId: place(2) }, 1, 'w-cecilia')).toMatchObject({ status: 200 });
  expect(await hold({ placeId: place(2) }, 1)).toMatchObject({ status: 409, body: { code: 'place-taken' } });
  expect(await post('requests/w-cecilia/accept', {}, 2)).toMatchObject({ status: 409, body: { code: 'not-in-this-state' } });
  expect((await call('GET', 'journeys/bertil/match')).body.request.revision).toBe(1);
});

it('the same key with the same body gets the same answer, and acts once', async () => {
  await waits('disa');
  await put('units/kobo-1382-solglantan', unit(1, 'kobo-1382-solglantan'));
  const again = () => post('requests/w-disa/hold', { placeId: 'kobo-1382-solglantan:1' }, 1, { 'idempotency-key': 'disa-1' });
  const first = await again();
  expect(first.status).toBe(200);
  expect((await again()).body).toEqual(first.body);
});

it('units are registered once, and say no twice in their own words', async () => {
  expect((await put('units/kobo-1382-ekbacken', unit(3))).body).toEqual({ unitId: 'kobo-1382-ekbacken', changed: false });
  expect((await put('units/kobo-1382-ekbacken', { ...unit(3), name: 'Nya Ekbacken' })).body.changed).toBe(true);
  expect(await put('units/another', unit(1))).toMatchObject({ status: 422, body: { errors: [{ pointer: '/unitId' }] } });
  expect(await put('units/thief', { ...unit(0, 'thief'), places: unit(1).places })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/places' }] },
  });
});

it('a unit may report more people than places, and an unknown unit cannot report', async () => {
  expect(
    await post('units/kobo-1382-ekbacken/capacity', {
      places: 9,
      occupied: 10,
      expectedVacancies: [{ at: '2026-11-24T09:00:00.000Z', places: 1 }],
    }),
  ).toMatchObject({ status: 200 });
  const [{ view }] = await running.dataSource.query(`select view from placement.unit where unit_id = 'kobo-1382-ekbacken'`);
  expect(view.reported).toEqual({ places: 9, occupied: 10, at: NOW });
  expect(await post('units/nowhere/capacity', { places: 9, occupied: 10 })).toMatchObject({ status: 404 });
});

it('64 browsers claim the last place: one holds it', async () => {
  const people = Array.from({ length: 64 }, (_, i) => `runner-${i}`);
  await waits(...people);
  await put('units/kobo-1382-last', unit(1, 'kobo-1382-last'));
  const answers = await Promise.all(people.map((person) => post(`requests/w-${person}/hold`, { placeId: 'kobo-1382-last:1' }, 1)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => answer.body.code === 'place-taken')).toHaveLength(63);
});

it('everything told is in the log that others read', async () => {
  await running.eventing.settled();
  const [{ stored, relayed }] = await running.dataSource.query(
    `select (select count(*)::int from placement.event) as stored, (select count(*)::int from bus.log where topic = 'placement') as relayed`,
  );
  expect(relayed).toBe(stored);
});
