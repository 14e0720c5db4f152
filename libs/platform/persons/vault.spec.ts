import { testConfig, testDatabase, FixedClock, type TestDatabase } from '#testing';
import type { Asker } from '#contracts';
import { AccessLog } from './access-log.ts';
import { Persons1763000000001 } from './migrations.ts';
import type { Identity } from './person-shapes.ts';
import { PersonVault } from './vault.ts';

const PNR = '1.2.752.129.2.1.3.1';
const berit: Identity = {
  familyName: 'Sagolund',
  givenName: 'Berit Åsa',
  personnummer: '191212121212',
  birthDate: '1912-12-12',
  address: 'Påhittsvägen 1',
  phone: null,
};
const at = (text: string) => new Date(text);
const coordinator: Asker = {
  login: 'samordnare',
  name: 'Samordnare',
  role: 'coordinator',
  organisation: 'region',
  organisationName: 'Region Halland',
};

let db: TestDatabase;
let vault: PersonVault;
beforeAll(async () => {
  db = await testDatabase([Persons1763000000001]);
  vault = new PersonVault(testConfig());
});
afterAll(() => db.drop());
const inTx = <T>(
  work: Parameters<typeof db.dataSource.transaction<T>>[1] extends never ? never : (em: import('typeorm').EntityManager) => Promise<T>,
) => db.dataSource.transaction(work);

/** Who has these numbers, made when nobody has. */
const resolved = (numbers: readonly string[], when = '2026-11-01T00:00:00Z') =>
  inTx(async (em) => {
    const identifiers = numbers.map((value) => ({ authority: PNR, value }));
    const { resolutions, written } = await vault.resolve(em, [identifiers], at(when));
    await written;
    return resolutions[0]!;
  });

const stated = (patientId: string, identity: Identity, protectedHint: boolean, when: string) =>
  inTx((em) => vault.store(em, [{ patientId, identity, protectedHint, statedAt: at(when) }]));

const known = async (identity: Identity, number = identity.personnummer!) => {
  const { patientId } = (await resolved([number])) as { patientId: string };
  await stated(patientId, identity, false, '2026-11-01T08:00:00Z');
  return patientId;
};

describe('the vault of persons', () => {
  it('finds the same person by the same number, however it is written', async () => {
    const first = await known(berit);
    const again = await resolved(['19121212-1212'], '2026-11-02T00:00:00Z');
    expect(again).toEqual({ patientId: first });
  });

  it('makes one person of two messages that come at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => resolved(['196109732393'])));
    expect(new Set(results.map((r) => (r as { patientId: string }).patientId)).size).toBe(1);
  });

  it('says conflict when one message names two people, and guesses nothing', async () => {
    await known(berit);
    await known({ ...berit, personnummer: '197010632391', familyName: 'Exempelberg' });
    const found = await resolved(['191212121212', '197010632391']);
    expect(found).toHaveProperty('conflict');
  });

  it('keeps names out of a plain dump of the table', async () => {
    await known(berit);
    const dump =
      JSON.stringify(
        await db.dataSource.query(`select encode(sealed, 'escape') s, encode(wrapped_key, 'escape') k, patient_id from persons.person`),
      ) +
      JSON.stringify(await db.dataSource.query('select * from persons.identifier')) +
      JSON.stringify(await db.dataSource.query('select * from persons.word'));
    expect(dump).not.toMatch(/Sagolund|sagolund|19121212|Påhitt/);
    const read = await inTx((em) => vault.read(em, [...new Set<string>()]));
    expect(read.size).toBe(0);
  });

  it('finds by name in either composition of Å, and by number with or without the century', async () => {
    const id = await known(berit);
    for (const query of ['sagolund', 'Berit SAGOLUND', 'Åsa'.normalize('NFD'), '19121212-1212', '121212-1212']) {
      expect(await inTx((em) => vault.search(em, query))).toContain(id);
    }
    expect(await inTx((em) => vault.search(em, 'Sagolund Nils'))).not.toContain(id);
  });

  it('never finds a protected person by name, and keeps the protection when a later message has no hint', async () => {
    const id = await known({ ...berit, personnummer: '193001016595', familyName: 'Hemligsson' });
    await stated(id, { ...berit, familyName: 'Hemligsson' }, true, '2026-11-03T00:00:00Z');
    await stated(id, { ...berit, familyName: 'Hemligsson' }, false, '2026-11-04T00:00:00Z');
    expect(await inTx((em) => vault.search(em, 'Hemligsson'))).toEqual([]);
    expect((await inTx((em) => vault.read(em, [id]))).get(id)?.protected).toBe(true);
  });

  it('lets an older message change nothing', async () => {
    const id = await known(berit);
    await stated(id, { ...berit, familyName: 'Gammalnamn' }, false, '2026-10-01T00:00:00Z');
    expect((await inTx((em) => vault.read(em, [id]))).get(id)?.identity?.familyName).toBe('Sagolund');
  });

  it('erases a person by destroying the key: nothing can be read or found afterwards', async () => {
    const id = await known({ ...berit, personnummer: '193001017072', familyName: 'Glömdsson' });
    expect(await inTx((em) => vault.erase(em, id, at('2026-11-05T00:00:00Z')))).toBe(true);
    expect((await inTx((em) => vault.read(em, [id]))).get(id)).toMatchObject({ erased: true, identity: null });
    expect(await inTx((em) => vault.search(em, 'Glömdsson'))).toEqual([]);
  });

  it('answers from memory only what still is so: what another process changes, takes back or erases counts at once', async () => {
    const elsewhere = new PersonVault(testConfig());
    const id = await known({ ...berit, personnummer: '194511112392', familyName: 'Förstberg' });
    const read = () => inTx(async (em) => (await vault.read(em, [id])).get(id));
    const first = await read();
    expect(first?.identity?.familyName).toBe('Förstberg');
    expect(await read()).toBe(first);
    const rename = (em: import('typeorm').EntityManager) =>
      elsewhere.store(em, [
        { patientId: id, identity: { ...berit, familyName: 'Andraberg' }, protectedHint: false, statedAt: at('2026-11-06T00:00:00Z') },
      ]);
    await expect(
      inTx(async (em) => {
        await rename(em);
        expect((await vault.read(em, [id])).get(id)?.identity?.familyName).toBe('Andraberg');
        throw new Error('roll back');
      }),
    ).rejects.toThrow('roll back');
    expect((await read())?.identity?.familyName).toBe('Förstberg');
    await inTx(rename);
    expect((await read())?.identity?.familyName).toBe('Andraberg');
    await inTx((em) => elsewhere.erase(em, id, at('2026-11-07T00:00:00Z')));
    expect(await read()).toMatchObject({ erased: true, identity: null });
  });
});

describe('the access log', () => {
  const log = new AccessLog(new FixedClock());
  it('is a chain: a changed row, a removed row and a swapped row are each found', async () => {
    await inTx((em) =>
      log.write(
        em,
        coordinator,
        [1, 2, 3, 4].map((n) => ({ action: 'open' as const, journeyId: `j-${n}`, patientId: null })),
      ),
    );
    expect(await inTx((em) => log.firstBreak(em))).toBeNull();
    const broken = (sql: string) =>
      inTx(async (em) => {
        await em.query(sql);
        const found = await log.firstBreak(em);
        await em.query('select 1');
        throw Object.assign(new Error('roll back'), { found });
      }).catch((e: { found?: string | null }) => e.found);
    expect(await broken(`update persons.access_log set login = 'annan' where journey_id = 'j-2'`)).not.toBeNull();
    expect(await broken(`delete from persons.access_log where journey_id = 'j-2'`)).not.toBeNull();
    expect(
      await broken(
        `update persons.access_log set journey_id = case journey_id when 'j-2' then 'j-3' else 'j-2' end where journey_id in ('j-2','j-3')`,
      ),
    ).not.toBeNull();
  });
});
