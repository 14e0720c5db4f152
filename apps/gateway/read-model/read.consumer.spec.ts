// The consumer in its place: events from three roles' outboxes over the log into the read model, and the same again from the first offset.
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Topic } from '#contracts';
import { busMigrations, connectGroups, eventingMigrations, EventStore, LogServer, PgSession, PostgresTransport, Relay } from '#eventing';
import { testDatabase, type TestDatabase } from '#testing';
import { migrations } from '../migrations.ts';
import { alertView, journeyView, placeView, requestView, says, unitView, waiting } from '../testing/views.ts';
import { readModelHash, truncateReadModel } from './hash.ts';
import { ReadConsumer, readGroup } from './read.consumer.ts';

@Module({ controllers: [ReadConsumer] })
class OnlyTheConsumer {}

const producers = ['flow', 'placement', 'alerting'] as const;

describe('the read model behind the log', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let server: LogServer;
  let relays: Relay[];
  let session: PgSession;
  let transport: PostgresTransport;

  beforeAll(async () => {
    database = await testDatabase([...busMigrations, ...producers.flatMap(eventingMigrations), ...migrations]);
    const { dataSource } = database;
    session = new PgSession(dataSource);
    transport = new PostgresTransport({ dataSource, session });
    server = new LogServer(readGroup, { dataSource, transport });
    relays = producers.map((role) => new Relay(role, { dataSource, transport, session }));
    app = await NestFactory.create(OnlyTheConsumer, new FastifyAdapter(), { logger: false });
    connectGroups(app, [server]);
    await app.startAllMicroservices();
    for (const relay of relays) relay.start();
  });
  afterAll(async () => {
    await app.close();
    await Promise.all(relays.map((relay) => relay.stop()));
    await transport.close();
    await session.close();
    await database.drop();
  });

  const store = Object.fromEntries(producers.map((role) => [role, new EventStore(role)])) as Record<(typeof producers)[number], EventStore>;
  const tell = (topic: Exclude<Topic, 'intake'>, ...events: Parameters<EventStore['append']>[3]) =>
    database.dataSource.transaction((em) => store[topic].appendMany(em, events));
  const settled = async () => {
    for (const relay of relays) await relay.drained();
    await server.caughtUp();
  };

  it('is the same after a replay from the first offset', async () => {
    const at = (minute: number) => new Date(Date.parse('2026-11-17T09:00:00Z') + minute * 60_000).toISOString();
    for (let n = 0; n < 40; n++) {
      const journeyId = `j-${n}`;
      await tell(
        'flow',
        says.journey(at(n), journeyView({ journeyId })),
        says.journey(at(n + 1), waiting(journeyId, at(n + 1), { revision: 2 })),
      );
      await tell('flow', says.cause(at(n + 2), journeyId, 1, 'capacity', 'no-place'));
      await tell('placement', says.request(at(n + 2), requestView({ journeyId })));
    }
    await tell('placement', says.unit(at(0), unitView()), says.place(at(0), 'PlaceRegistered', placeView()));
    await tell(
      'placement',
      says.both(
        at(60),
        'PlaceHeld',
        placeView({ status: 'held', journeyId: 'j-3', revision: 2 }),
        requestView({ journeyId: 'j-3', status: 'held', revision: 2 }),
      ),
    );
    await tell('alerting', says.alert(at(61), 'AlertRaised', alertView()));
    await settled();
    const hash = await database.dataSource.transaction(readModelHash);
    const [{ n }] = await database.dataSource.query('select count(*)::int as n from gateway.journey where open');
    expect(n).toBe(40);

    await server.replay({ from: 0, reset: truncateReadModel });
    await settled();
    expect(await database.dataSource.transaction(readModelHash)).toBe(hash);
  });
});
