// The promises of a transport, together with store, relay and consumer. Every transport runs this one suite.
import fc from 'fast-check';
import { Fenced, type Handle } from './consumer.ts';
import { gate, nothingWrong, numbered, Rig, seen, type MakeTransport } from './contract-rig.ts';
import { crashAt, manyWriters, powerCut, slowCommitter, twoRelays, wokenZombie } from './contract-scenarios.ts';
import { deadLetters, retryDeadLetter } from './dead-letters.ts';
import type { FailpointName } from './failpoint.ts';
import { backOff } from './faults.ts';
import { newEvent } from './new-event.ts';
import { rewindGroup } from './offsets.ts';
import { partitionOf } from './partition.ts';
import { partitionsOf } from './subscription.ts';

const followedFrom = (causedBy: string, key: string) =>
  newEvent('ExpectedDischargeSet', { ...numbered(key, 1), key: `after-${causedBy}`, causedBy });

export function transportContract(name: string, make: MakeTransport, relayPoints: readonly FailpointName[]) {
  const points: FailpointName[] = [
    ...relayPoints,
    'consumer.begin',
    'consumer.offset-moved',
    'consumer.handled',
    'consumer.before-commit',
    'consumer.committed',
  ];

  describe(`the ${name} transport`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await Rig.open(make);
    });
    afterEach(() => rig.reset());
    afterAll(() => rig.close());

    describe('from writer to reader', () => {
      it('loses nothing, doubles nothing and keeps the order of each key with six writers in each other’s way', async () => {
        expect(await manyWriters(rig)).toEqual(nothingWrong(120));
      });

      it('delivers a row whose transaction took long, although later rows went before it', async () => {
        expect(await slowCommitter(rig)).toEqual(nothingWrong(3));
      });

      it('keeps the order when two relays are at work on the same outbox', async () => {
        expect(await twoRelays(rig)).toEqual(nothingWrong(5));
      });

      it('gives offsets without gaps, from 0, in every partition', async () => {
        await rig.writeAll(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
        await rig.drain(2);
        for (const head of await rig.transport.heads(['intake'])) {
          const records = await rig.records(head.partition);
          expect(records.map((r) => r.offset)).toEqual(Array.from({ length: head.offset }, (_, i) => i));
          expect(records.map((r) => partitionOf(r.event.key))).toEqual(records.map(() => head.partition));
        }
      });

      it('brings every event to every group', async () => {
        const [one, two] = [seen('flow.one'), seen('flow.two', 50)];
        await rig.writeAll(['p', 'q', 'p']);
        await rig.drain();
        for (const group of [one, two]) {
          await (await rig.follow(group)).caughtUp();
          expect(await rig.findings(group)).toEqual(nothingWrong(3));
        }
      });
    });

    describe('when the process dies', () => {
      it.each(points)('at %s nothing is lost and nothing is done twice', async (point) => {
        expect(await crashAt(rig, point)).toEqual({ ...nothingWrong(6), crashed: true });
      });

      it('at any points, in any history', async () => {
        const history = fc.array(fc.constantFrom('p', 'q', 'r', 's'), { minLength: 1, maxLength: 15 });
        await fc.assert(
          fc.asyncProperty(history, fc.constantFrom(...points), fc.constantFrom(...points), async (keys, first, second) => {
            await rig.reset();
            rig.at.set(second, () => {
              throw second.startsWith('consumer') ? new Fenced('crash') : new Error('never reached by a drain that is over');
            });
            if (!second.startsWith('consumer')) rig.at.delete(second);
            const { crashed: _, ...findings } = await crashAt(rig, first, keys);
            expect(findings).toEqual(nothingWrong(keys.length));
          }),
          { numRuns: 12 },
        );
      });
    });

    describe('a fault that passes', () => {
      it('is tried again for as long as it takes, with growing pauses, and parks nothing', async () => {
        await rig.write('p');
        await rig.drain();
        let failures = 0;
        const refuse = () => {
          failures += 1;
          if (failures < 12) rig.at.set('consumer.handled', refuse);
          throw Object.assign(new Error('could not serialize access'), { code: '40001' });
        };
        rig.at.set('consumer.handled', refuse);
        await (await rig.follow(seen())).caughtUp();
        expect(await rig.findings(seen())).toEqual(nothingWrong(1));
        expect(rig.pauses.filter((ms) => ms < 1000 || ms === 5000)).toEqual(expect.arrayContaining([1, 2, 3, 4].map(backOff)));
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toEqual([]);
      });
    });

    describe('an event that cannot be handled', () => {
      const keys = ['p', 'q', 'p', 'r', 'p', 'q', 'r'];

      it('is parked with the later events of its key, and all others go on', async () => {
        rig.poison.add('p:2');
        await rig.writeAll(keys);
        await rig.drain();
        await (await rig.follow(seen())).caughtUp();
        expect(await rig.findings(seen())).toMatchObject({ lost: ['p:2', 'p:3'], doubled: [], disordered: [] });
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toMatchObject([
          { key: 'p', type: 'ExpectedDischargeSet', reason: 'Error: no bed fits p', behind: 1 },
        ]);
      });

      it('goes through with those behind it, in order, once the cause is mended', async () => {
        rig.poison.add('p:2');
        await rig.writeAll(keys);
        await rig.drain();
        const subscription = await rig.follow(seen());
        await subscription.caughtUp();
        rig.poison.clear();
        const [letter] = await deadLetters(rig.dataSource.manager, 'flow');
        expect(await retryDeadLetter(rig.dataSource, seen(), letter!.eventId, rig.record)).toEqual({
          replayed: 2,
          remaining: 0,
          error: null,
        });
        await rig.write('p');
        await rig.drain();
        await subscription.caughtUp();
        expect(await rig.findings(seen())).toEqual(nothingWrong(8));
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toEqual([]);
      });

      it('goes on in the trace it came in when it is tried again, and so do those behind it', async () => {
        rig.poison.add('p:1');
        await rig.writeAll(['p', 'p']);
        const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
        await rig.dataSource.query('update intake.outbox set trace = $1', [trace]);
        await rig.drain();
        await (await rig.follow(seen())).caughtUp();
        const [letter] = await deadLetters(rig.dataSource.manager, 'flow');
        const said: unknown[] = [];
        const answer: Handle = async (events, { manager, records }) => {
          said.push(...records.map(({ event }) => event));
          for (const { id, key } of events) await rig.store.append(manager, `of-${id}`, 0, [followedFrom(id, key)]);
        };
        expect(await retryDeadLetter(rig.dataSource, seen(), letter!.eventId, answer)).toEqual({ replayed: 2, remaining: 0, error: null });
        const told: { trace: string }[] = await rig.dataSource
          .query(`select trace from intake.outbox join intake.event using (stream, version)
          where event->>'causedBy' in (select event_id::text from flow.dead_letter)`);
        expect(told).toEqual([{ trace }, { trace }]);
        // What is handled is what was said, without how it was carried.
        const stored: { event: unknown }[] = await rig.dataSource.query(
          "select event from intake.event where stream = 'p' order by version",
        );
        expect(said).toEqual(stored.map(({ event }) => event));
      });

      it('stays parked, with the new reason, when it fails again', async () => {
        rig.poison.add('p:1');
        await rig.writeAll(['p', 'p', 'p']);
        await rig.drain();
        await (await rig.follow(seen())).caughtUp();
        rig.poison.clear();
        rig.poison.add('p:2');
        const [letter] = await deadLetters(rig.dataSource.manager, 'flow');
        expect(await retryDeadLetter(rig.dataSource, seen(), letter!.eventId, rig.record)).toEqual({
          replayed: 1,
          remaining: 2,
          error: 'Error: no bed fits p',
        });
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toMatchObject([{ key: 'p', reason: 'Error: no bed fits p', behind: 1 }]);
        expect(await rig.findings(seen())).toMatchObject({ lost: ['p:2', 'p:3'], doubled: [] });
      });

      it('is parked for what it is when nobody can read it', async () => {
        await rig.writeAll(['p', 'q']);
        await rig.dataSource.query(`update intake.event set event = '{"id":7,"key":"p"}' where stream = 'p'`);
        await rig.write('p');
        await rig.drain();
        await (await rig.follow(seen())).caughtUp();
        expect(await rig.findings(seen())).toMatchObject({ lost: ['p:1', 'p:2'], doubled: [] });
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toMatchObject([
          { key: 'p', reason: 'event without a usable id', behind: 1 },
        ]);
      });

      it('is parked when its type is of a later version than ours', async () => {
        await rig.write('p');
        await rig.dataSource.query(`update intake.event set event = replace(event::text, '"version":1', '"version":9')::json`);
        await rig.drain();
        await (await rig.follow(seen())).caughtUp();
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toMatchObject([
          { reason: 'unknown version 9 of ExpectedDischargeSet', behind: 0 },
        ]);
      });
    });

    describe('replay', () => {
      it('from the start builds the same state, while new events come in', async () => {
        const group = seen();
        await rig.writeAll(['p', 'q', 'p', 'r', 'q', 'p', 's', 'p']);
        await rig.drain();
        const subscription = await rig.follow(group);
        await subscription.caughtUp();
        const before = await rig.stateHash(group);

        await rewindGroup(rig.dataSource, group, { from: 0, reset: async (em) => void (await em.query('truncate flow.seen')) });
        subscription.rewind();
        await subscription.caughtUp();
        expect(await rig.stateHash(group)).toBe(before);

        await rewindGroup(rig.dataSource, group, { from: 0, reset: async (em) => void (await em.query('truncate flow.seen')) });
        await rig.writeAll(['p', 'new']);
        subscription.rewind();
        await rig.drain();
        await subscription.caughtUp();
        expect(await rig.findings(group)).toEqual(nothingWrong(10));
      });

      it('from an offset meets only what comes from there on, parked events too', async () => {
        const group = seen();
        await rig.writeAll(['p', 'p', 'p', 'p']);
        rig.poison.add('p:3');
        await rig.drain();
        const subscription = await rig.follow(group);
        await subscription.caughtUp();
        rig.poison.clear();
        await rewindGroup(rig.dataSource, group, { from: 2 });
        subscription.rewind();
        await subscription.caughtUp();
        expect(await rig.findings(group)).toEqual(nothingWrong(4));
        expect(await deadLetters(rig.dataSource.manager, 'flow')).toEqual([]);
      });
    });

    describe('a consumer that was taken for dead', () => {
      const [partition] = partitionsOf(['intake']).filter((p) => p.partition === partitionOf('p'));

      it('writes nothing once another has taken over', async () => {
        expect(await wokenZombie(rig)).toEqual({ ...nothingWrong(2), error: expect.any(Fenced) });
      });

      it('finishes first when it is already past the fence, and the heir goes on behind it', async () => {
        await rig.writeAll(['p', 'p']);
        await rig.drain();
        const [old, heir] = [rig.consumer(seen()), rig.consumer(seen())];
        await old.claim([partition!]);
        const held = gate();
        rig.at.set('consumer.handled', held.pass);
        const finishing = old.handle(await rig.records(partition!.partition), new AbortController().signal);
        await held.arrived;
        const claiming = heir.claim([partition!]);
        held.release();
        await finishing;
        expect(await claiming).toMatchObject([{ offset: 2 }]);
        expect(await rig.findings(seen())).toEqual(nothingWrong(2));
      });
    });

    it('does again what the database has forgotten in a power cut', async () => {
      expect(await powerCut(rig)).toEqual(nothingWrong(3));
    });

    it('lets one member of a group work at a time, and the next take over where it stopped', async () => {
      const first = await rig.follow(seen());
      await rig.write('p');
      await rig.drain();
      await first.caughtUp();
      const second = await rig.follow(seen());
      await first.stop();
      await rig.write('p');
      await rig.drain();
      await second.caughtUp();
      expect(await rig.findings(seen())).toEqual(nothingWrong(2));
    });

    it('stops with a batch in hand only when the batch is done', async () => {
      await rig.writeAll(['p', 'p']);
      await rig.drain();
      const held = gate();
      rig.at.set('consumer.handled', held.pass);
      const subscription = await rig.follow(seen());
      await held.arrived;
      const stopping = subscription.stop();
      held.release();
      await stopping;
      expect(await rig.findings(seen())).toEqual(nothingWrong(2));
    });

    it('drops an event that comes a second time', async () => {
      const event = numbered('p', 1);
      await rig.write('q');
      await rig.dataSource.transaction((em) => rig.store.append(em, 'p', 'any', [event]));
      await rig.dataSource.query(
        `insert into intake.outbox (part, stream, version) select part, stream, version from intake.outbox where stream = 'p'`,
      );
      await rig.drain();
      await (await rig.follow(seen())).caughtUp();
      const rows = await rig.dataSource.query(`select count(*)::int as n from flow.seen where key = 'p'`);
      expect(rows).toEqual([{ n: 1 }]);
    });
  });
}
