// The whole way in one Nest application: intake -> log -> flow -> log -> a read model, with ordinary handlers.
import { Controller, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Fact, JourneyEvent } from '#contracts';
import { testDatabase, type TestDatabase } from '#testing';
import { Registry } from 'prom-client';
import { ConsumerContext } from './consumer-context.ts';
import { numbered } from './contract-rig.ts';
import { EventStore } from './event-store.ts';
import { Eventing } from './eventing.ts';
import { defineGroup } from './group.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { derivedId, newEvent } from './new-event.ts';
import { observers } from './observer.ts';
import { prometheusObserver } from './prometheus-observer.ts';

const journeys = defineGroup({ name: 'flow.journeys', role: 'flow', topics: ['intake'], batchSize: 10 });
const notes = defineGroup({ name: 'gateway.notes', role: 'gateway', topics: ['flow'] });
const store = { intake: new EventStore('intake'), flow: new EventStore('flow') };
let fault: (events: readonly { key: string }[]) => void = () => {};

@Controller()
class JourneysConsumer {
  /** Says one thing about every fact. */
  @EventPattern<string>('intake', journeys.transport)
  async onFacts(@Payload() events: Fact[], @Ctx() ctx: ConsumerContext) {
    fault(events);
    await store.flow.appendMany(ctx.manager, events.map(noted));
  }
}

@Controller()
class NotesConsumer {
  @EventPattern<string>('flow', notes.transport)
  async onJourneys(@Payload() events: JourneyEvent[], @Ctx() ctx: ConsumerContext) {
    const keys = events.map((event) => event.key);
    await ctx.manager.query(
      `insert into gateway.note (key, n) select key, count(*) from unnest($1::text[]) as key group by key order by key
       on conflict (key) do update set n = note.n + excluded.n`,
      [keys],
    );
  }
}

const noted = (fact: Fact) =>
  newEvent('ContradictionNoted', {
    id: derivedId(fact.id, 'ContradictionNoted'),
    key: fact.key,
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    causedBy: fact.id,
    actor: 'rule:test',
    data: { journeyId: null, patientId: fact.key, code: 'seen', factId: fact.id },
  });

@Module({ controllers: [JourneysConsumer, NotesConsumer] })
class Handlers {}
@Module({ controllers: [NotesConsumer] })
class NobodyForIntake {}

const withoutLog = { logger: false } as const;

describe.each(['postgres', 'memory'] as const)('eventing in one application, over %s', (bus) => {
  let db: TestDatabase;
  let app: INestApplication;
  let eventing: Eventing;
  const retries: string[] = [];
  const registry = new Registry();

  beforeAll(async () => {
    db = await testDatabase([...busMigrations, ...(['intake', 'flow', 'gateway'] as const).flatMap(eventingMigrations)]);
    await db.dataSource.query('create table gateway.note (key text primary key, n int)');
    const observer = observers(prometheusObserver(registry), {
      retried: (_group, error, kind) => retries.push(`${kind}: ${error.message}`),
    });
    eventing = new Eventing({ dataSource: db.dataSource, roles: ['intake', 'flow'], bus, observer });
    app = await NestFactory.create(Handlers, new FastifyAdapter(), withoutLog);
    eventing.serve(app, [journeys, notes]);
    await app.init();
    await app.startAllMicroservices();
    eventing.start();
  });
  afterEach(() => {
    fault = () => {};
    retries.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await eventing.close();
    await db.drop();
  });

  const write = (key: string, n: number) => db.dataSource.transaction((em) => store.intake.append(em, key, 'any', [numbered(key, n)]));
  const noteOf = async (key: string) => (await db.dataSource.query('select n from gateway.note where key = $1', [key]))[0]?.n ?? 0;

  it('what intake stored stands in the read model, two hops later', async () => {
    await Promise.all([write('a', 1), write('a', 2), write('b', 1)]);
    await eventing.settled();
    expect([await noteOf('a'), await noteOf('b')]).toEqual([2, 1]);
    expect(await eventing.outbox()).toBe(0);
    expect(await eventing.lags()).toEqual([
      { group: 'flow.journeys', topic: 'intake', lag: 0, oldestMs: null },
      { group: 'gateway.notes', topic: 'flow', lag: 0, oldestMs: null },
    ]);
    expect(await registry.metrics()).toContain('sluss_events_handled_total{group="gateway.notes"} 3');
  });

  it('a handler’s own error reaches the server: what passes is tried again', async () => {
    let failures = 3;
    fault = () => {
      if (failures-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    };
    await write('c', 1);
    await eventing.settled();
    expect(retries).toEqual(Array(3).fill('passing: deadlock detected'));
    expect(await noteOf('c')).toBe(1);
    expect(eventing.stuck(0)).toEqual([]);
  });

  it('what lasts is parked with its reason, and an operator can try it again', async () => {
    fault = (events) => {
      if (events.some((event) => event.key === 'bad')) throw new Error('cannot read the ward');
    };
    await write('bad', 1);
    await write('bad', 2);
    await write('good', 1);
    await eventing.settled();
    expect([await noteOf('good'), await noteOf('bad')]).toEqual([1, 0]);
    const [letter, ...others] = await eventing.deadLetters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      group: 'flow.journeys',
      topic: 'intake',
      key: 'bad',
      reason: 'Error: cannot read the ward',
      attempts: 3,
      behind: 1,
    });
    expect(await eventing.retryDeadLetter('flow.journeys', letter!.eventId)).toMatchObject({
      replayed: 0,
      remaining: 2,
      error: 'Error: cannot read the ward',
    });
    fault = () => {};
    expect(await eventing.retryDeadLetter('flow.journeys', letter!.eventId)).toEqual({ replayed: 2, remaining: 0, error: null });
    await eventing.settled();
    expect(await noteOf('bad')).toBe(2);
    expect(await eventing.retryDeadLetter('nobody', letter!.eventId)).toBeNull();
  });

  it('replay of a group that writes events writes none twice, and of a read model builds it again', async () => {
    await write('d', 1);
    await write('d', 2);
    await eventing.settled();
    await eventing.replay('flow.journeys', { from: 0 });
    await eventing.settled();
    expect(await noteOf('d')).toBe(2);
    await eventing.replay('gateway.notes', { from: 0, reset: async (em) => void (await em.query('truncate gateway.note')) });
    await eventing.settled();
    expect(await noteOf('d')).toBe(2);
    expect((await store.flow.verifyChain(db.dataSource.manager)).faults).toEqual([]);
  });

  it('an application that lacks a handler for a topic of its group does not start', async () => {
    const lacking = await NestFactory.create(NobodyForIntake, new FastifyAdapter(), withoutLog);
    const other = new Eventing({ dataSource: db.dataSource, roles: [], bus: 'memory' });
    other.serve(lacking, [journeys]);
    await expect(lacking.startAllMicroservices()).rejects.toThrow('group flow.journeys has no handler for intake');
    await lacking.close();
    await other.close();
  });
});
