import { testDatabase, type TestDatabase } from '#testing';
import fc from 'fast-check';
import { numbered } from './contract-rig.ts';
import { EventStore, InvalidEvent, VersionConflict } from './event-store.ts';
import { busMigrations, eventingMigrations } from './migrations.ts';
import { newEvent } from './new-event.ts';

describe('the event store', () => {
  const store = new EventStore('intake');
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([...busMigrations, ...eventingMigrations('intake')]);
  });
  afterEach(() => db.dataSource.query('truncate intake.stream, intake.event, intake.outbox'));
  afterAll(() => db.drop());

  const append = (stream: string, expected: number | 'any', ...events: ReturnType<typeof numbered>[]) =>
    db.dataSource.transaction((em) => store.append(em, stream, expected, events));
  const read = (stream: string) => store.read(db.dataSource.manager, stream);
  const verify = (stream?: string) => store.verifyChain(db.dataSource.manager, stream);
  const outbox = async () =>
    (await db.dataSource.query('select stream, version from intake.outbox order by id')) as { stream: string; version: number }[];

  describe('appending', () => {
    it('answers the new version, and reading gives the same events back', async () => {
      const [a, b, c] = [numbered('p', 1), numbered('p', 2), numbered('p', 3)];
      expect(await append('p', 0, a)).toEqual({ version: 1 });
      expect(await append('p', 1, b, c)).toEqual({ version: 3 });
      expect(await read('p')).toEqual({ version: 3, events: [a, b, c] });
      expect(await read('nobody')).toEqual({ version: 0, events: [] });
    });

    it('puts each event in the outbox, in the order of the call', async () => {
      await append('p', 'any', numbered('p', 1));
      await db.dataSource.transaction((em) => store.appendMany(em, [numbered('z', 1), numbered('a', 1)]));
      await db.dataSource.transaction((em) => store.appendMany(em, [numbered('z', 2), numbered('a', 2), numbered('z', 3)]));
      expect(await outbox()).toEqual([
        { stream: 'p', version: 1 },
        { stream: 'z', version: 1 },
        { stream: 'a', version: 1 },
        { stream: 'z', version: 2 },
        { stream: 'a', version: 2 },
        { stream: 'z', version: 3 },
      ]);
    });

    it('leaves nothing behind when the caller’s transaction is given up', async () => {
      const given = db.dataSource.transaction(async (em) => {
        await store.append(em, 'p', 0, [numbered('p', 1)]);
        throw new Error('changed my mind');
      });
      await expect(given).rejects.toThrow('changed my mind');
      expect([await read('p'), await outbox()]).toEqual([{ version: 0, events: [] }, []]);
    });

    it.each([
      [0, 1],
      [2, 1],
      [5, 1],
    ])('at version %i of a stream at version %i is a conflict that writes nothing', async (expected, actual) => {
      await append('p', 0, numbered('p', 1));
      for (const events of [[numbered('p', 2)], [numbered('p', 2), numbered('p', 3)]]) {
        await db.dataSource.transaction(async (em) => {
          await expect(store.append(em, 'p', expected, events)).rejects.toEqual(new VersionConflict('p', expected, actual));
        });
      }
      expect(await read('p')).toMatchObject({ version: 1 });
      expect(await outbox()).toHaveLength(1);
    });

    it('at a version above 0 of a stream that is not there is a conflict', async () => {
      await expect(append('p', 3, numbered('p', 1))).rejects.toEqual(new VersionConflict('p', 3, 0));
    });

    it('lets one of many writers who expect the same version through', async () => {
      const results = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => append('p', 0, numbered('p', i + 1))));
      expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
      expect(results.filter((r) => r.status === 'rejected').every((r) => r.reason instanceof VersionConflict)).toBe(true);
    });

    it('of an event that is stored already changes nothing, alone or among others', async () => {
      const [a, b] = [numbered('p', 1), numbered('p', 2)];
      await append('p', 0, a);
      expect(await append('p', 'any', a)).toEqual({ version: 1 });
      expect(await append('p', 0, a)).toEqual({ version: 1 });
      expect(await append('p', 'any', a, b, b)).toEqual({ version: 2 });
      await db.dataSource.transaction((em) => store.appendMany(em, [a, b]));
      expect(await read('p')).toEqual({ version: 2, events: [a, b] });
      expect((await verify()).faults).toEqual([]);
    });

    it('of nothing answers the version, and a conflict when another was expected', async () => {
      await append('p', 0, numbered('p', 1));
      expect(await append('p', 'any')).toEqual({ version: 1 });
      await expect(append('p', 4)).rejects.toBeInstanceOf(VersionConflict);
    });

    it('refuses what the catalogue does not know in this shape, before anything is stored', async () => {
      const good = numbered('p', 1);
      const bad = [
        { ...good, type: 'PatientBeamedUp' },
        { ...good, data: { patientId: 'p' } },
        { ...good, occurredAt: '2026-11-20 08:00' },
        { ...good, recordedAt: 'soon' },
        { ...good, id: 'not-a-uuid' },
      ];
      for (const event of bad) await expect(append('p', 'any', event as typeof good)).rejects.toBeInstanceOf(InvalidEvent);
      const other = newEvent('ContradictionNoted', {
        ...good,
        id: undefined,
        data: { journeyId: null, patientId: 'p', code: 'x', factId: 'f' },
      });
      await expect(append('p', 'any', other as never)).rejects.toThrow('ContradictionNoted belongs to flow, not to intake');
      expect(await read('p')).toEqual({ version: 0, events: [] });
    });

    it('keeps every sign of a text: quotes, backslashes, line ends, emoji, NUL and half a surrogate', async () => {
      const odd = ['"', '\\', '\\"', '\n\r\t', '{}', '🛏️', '\u0000', '\ud800', "'; drop table x; --", '\u2028'];
      for (const [i, text] of odd.entries()) {
        await append(`odd-${i}`, 0, { ...numbered('p', i + 1), actor: text });
        expect((await read(`odd-${i}`)).events[0]!.actor).toBe(text);
      }
      expect((await verify()).faults).toEqual([]);
    });
  });

  describe('the hash chain', () => {
    it('holds however the events were appended', async () => {
      const plan = fc.array(fc.array(fc.constantFrom('p', 'q', 'r'), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(plan, async (batches) => {
          await db.dataSource.query('truncate intake.stream, intake.event, intake.outbox');
          let n = 0;
          for (const keys of batches) {
            const events = keys.map((key) => numbered(key, ++n));
            await db.dataSource.transaction((em) => store.appendMany(em, events));
          }
          expect(await verify()).toMatchObject({ events: n, faults: [] });
          expect(await outbox()).toHaveLength(n);
        }),
        { numRuns: 15 },
      );
    });

    const threeEvents = () => append('p', 0, numbered('p', 1), numbered('p', 2), numbered('p', 3));

    it.each([
      [
        'one sign of an event is changed',
        `update intake.event set event = replace(event::text, 'v:2', 'v:9')::json where stream = 'p' and version = 2`,
        2,
        'altered',
      ],
      [
        'a column says another time than the text',
        `update intake.event set occurred_at = now() where stream = 'p' and version = 2`,
        2,
        'altered',
      ],
      [
        'one bit of a hash is flipped',
        `update intake.event set hash = set_bit(hash, 17, 1 - get_bit(hash, 17)) where stream = 'p' and version = 3`,
        3,
        'altered',
      ],
      ['the last event is deleted', `delete from intake.event where stream = 'p' and version = 3`, 3, 'head'],
      ['an event in the middle is deleted', `delete from intake.event where stream = 'p' and version = 2`, 2, 'missing'],
      [
        'two events change places',
        `update intake.event e set event = o.event, hash = o.hash from intake.event o
         where e.stream = 'p' and o.stream = 'p' and e.version in (1, 2) and o.version = 3 - e.version`,
        1,
        'altered',
      ],
      [
        'the stream’s head is put back',
        `update intake.stream set version = 2, hash = (select hash from intake.event where stream = 'p' and version = 2) where stream = 'p'`,
        2,
        'head',
      ],
      ['the stream’s head is deleted', `delete from intake.stream where stream = 'p'`, 3, 'head'],
      ['all events are deleted', `delete from intake.event where stream = 'p'`, 3, 'head'],
    ])('breaks where %s', async (_what, sql, version, fault) => {
      await threeEvents();
      await append('q', 0, numbered('q', 1));
      expect((await verify()).faults).toEqual([]);
      await db.dataSource.query(sql);
      expect((await verify()).faults).toContainEqual({ stream: 'p', version, fault });
      expect((await verify('q')).faults).toEqual([]);
    });

    it('differs for the same event in another stream', async () => {
      await append('p', 0, numbered('p', 1));
      await db.dataSource.query(`update intake.event set stream = 'q'`);
      await db.dataSource.query(`update intake.stream set stream = 'q'`);
      expect((await verify()).faults).toContainEqual({ stream: 'q', version: 1, fault: 'altered' });
    });
  });
});
