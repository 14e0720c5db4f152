// The gateway alone, on a database of its own, for tests: events are handed to it directly, and questions are asked over HTTP.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { AlertEvent, JourneyEvent, PlacementEvent } from '#contracts';
import { halland, newFastifyAdapter, platformMigrations, PersonVault, PlatformModule } from '#platform';
import { busMigrations, Eventing } from '#eventing';
import { FixedClock, testConfig, testDatabase, type TestDatabase } from '#testing';
import { GatewayModule } from '../gateway.module.ts';
import { migrations } from '../migrations.ts';
import { applyBatch } from '../read-model/store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  // oxlint-disable-next-line no-explicit-any
  readonly body: any;
}

export interface GatewayUnderTest {
  readonly app: NestFastifyApplication;
  readonly clock: FixedClock;
  readonly database: TestDatabase;
  readonly url: string;
  knows(...events: (JourneyEvent | PlacementEvent | AlertEvent)[]): Promise<void>;
  /** As one of the demo logins, or `operator` by token, or nobody (null). */
  get(login: string | null, path: string, headers?: Record<string, string>): Promise<Answer>;
  send(login: string | null, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  headersOf(login: string | null): Promise<Record<string, string>>;
  /** Gives a patient id a name and a number. */
  person(personnummer: string, familyName: string, givenName: string, protectedIdentity?: boolean): Promise<string>;
  stop(): Promise<void>;
}

export async function startGateway(now = '2026-11-21T07:05:00.000Z'): Promise<GatewayUnderTest> {
  const database = await testDatabase([...busMigrations, ...platformMigrations, ...migrations]);
  const clock = new FixedClock(now);
  const config = testConfig({ SLUSS_DEMO: 'on' });
  const eventing = new Eventing({ dataSource: database.dataSource, roles: ['gateway'], bus: 'memory' });
  const module = await Test.createTestingModule({
    imports: [PlatformModule.with({ config, clock, region: halland, dataSource: database.dataSource, eventing }), GatewayModule],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(newFastifyAdapter(config), { logger: false });
  await app.listen(0, '127.0.0.1');
  const cookies = new Map<string, string>();
  const headersOf = async (login: string | null): Promise<Record<string, string>> => {
    if (login === null) return {};
    if (login === 'operator') return { authorization: `Bearer ${config.token}` };
    if (!cookies.has(login)) {
      const reply = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { login } });
      cookies.set(login, String(reply.headers['set-cookie']).split(';')[0]!);
    }
    return { cookie: cookies.get(login)! };
  };
  const ask = async (
    login: string | null,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const reply = await app.inject({
      method,
      url: path.startsWith('/api') ? path : `/api/v1${path}`,
      headers: { ...(await headersOf(login)), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    // Ended for good: the next request of this login begins a new one.
    if (login !== null && method === 'DELETE' && path === '/session') cookies.delete(login);
    const json = /json/.test(String(reply.headers['content-type'] ?? ''));
    return { status: reply.statusCode, headers: reply.headers, text: reply.payload, body: json ? reply.json() : undefined };
  };
  const vault = app.get(PersonVault);
  return {
    app,
    clock,
    database,
    url: await app.getUrl(),
    knows: (...events) => database.dataSource.transaction((em) => applyBatch(em, events)),
    get: (login, path, headers) => ask(login, 'GET', path, undefined, headers),
    send: (login, method, path, body) => ask(login, method, path, body),
    headersOf,
    person: (personnummer, familyName, givenName, protectedIdentity = false) =>
      database.dataSource.transaction(async (em) => {
        const { resolutions, made } = await vault.resolve(em, [[{ authority: 'personnummer', value: personnummer }]], clock.now());
        const found = resolutions[0]!;
        if ('conflict' in found) throw new Error('conflict');
        const birthDate = `${personnummer.slice(0, 4)}-${personnummer.slice(4, 6)}-${personnummer.slice(6, 8)}`;
        const identity = { familyName, givenName, personnummer, birthDate, address: 'Storgatan 1', phone: null };
        const { patientId } = found;
        await vault.store(em, [{ patientId, identity, protectedHint: protectedIdentity, statedAt: clock.now() }], made);
        return found.patientId;
      }),
    stop: async () => {
      await app.close();
      await eventing.close();
      await database.drop();
    },
  };
}
