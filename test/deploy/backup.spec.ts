// Backup and restore, by the steps of OPERATIONS.md with the system's own PostgreSQL and its tools: the database comes back elsewhere, what came after the
// backup is sent again, and people see what they would have seen.
import { backupFolder, Site } from './backup.ts';
import { describeWithPostgres, SystemPostgres } from './system-postgres.ts';

jest.setTimeout(300_000);

describeWithPostgres()('a backup that is restored elsewhere', () => {
  const { file, data, remove } = backupFolder();
  const env = { SLUSS_DATA: data };
  let servers: SystemPostgres[];
  let site: Site;
  let restored: Site;
  let taken: { at: Date; seen: string };
  let siv: string;

  beforeAll(async () => {
    servers = [await SystemPostgres.start(), await SystemPostgres.start()];
    site = await Site.open(servers[0]!, env);
    restored = await Site.empty(servers[1]!);
  });
  afterAll(async () => {
    for (const each of [site, restored]) await each?.stop();
    for (const server of servers) await server.stop();
    remove();
  });

  it('is taken while Sluss runs, which then goes on; somebody is erased', async () => {
    taken = { at: site.running.clock.now(), seen: await site.seen() };
    expect(await site.backUp(file)).toEqual({ code: 0, said: '' });
    const { items } = await site.running.get('journeys?state=all&sort=admittedAt', 'samordnare');
    siv = items[0].journeyId;
    await site.goesOn();
    expect(await site.seen()).not.toBe(taken.seen);
    await site.checkpoint();
    expect(await site.notAsSigned()).toEqual(new Set());
    await site.running.does('POST', `journeys/${siv}/erase-person`, {});
  });

  it('goes into an empty database of a server that has none of its logins', async () => {
    expect(await restored.restore(file)).toEqual({ code: 0, said: '' });
    expect(await restored.command(['migrate', 'status'])).toMatchObject({ code: 0, said: expect.stringMatching(/, 0 pending$/) });
  });

  it('whose rights do not come along: there is nobody there to have them', async () => {
    const other = await Site.empty(servers[1]!, 'other');
    expect(await other.restore(file, [])).toEqual({ code: 1, said: expect.stringContaining('role "sluss_intake" does not exist') });
  });

  it('gets logins, which may do what they could', async () => {
    const { code, said } = await restored.command(['logins']);
    expect(code).toBe(0);
    const [, gateway] = /^gateway: DATABASE_URL=(\S+)$/m.exec(said)!;
    expect(await restored.rows('select count(*)::int > 0 as there from gateway.journey', gateway)).toEqual([{ there: true }]);
    await expect(restored.rows('select 1 from intake.message', gateway)).rejects.toThrow(/permission denied/);
  });

  it('and a log made anew: people see what they saw when the backup was taken, and nothing waits', async () => {
    const refilled = await restored.command(['events', 'refill']);
    expect(refilled).toMatchObject({ code: 0, said: expect.stringMatching(/^intake: [1-9]\d* events/) });
    await restored.start(taken.at, env);
    expect(await restored.seen()).toBe(taken.seen);
    expect(await restored.running.get('operator')).toMatchObject({ deadLetters: [], outbox: 0 });
    expect(await restored.notAsSigned()).toContain('intake: signed, and gone');
  });

  it('what hospital and municipality send again of the time since comes to what a site sees that was never lost', async () => {
    await restored.goesOn();
    expect(await restored.seen()).toBe(await site.seen());
    expect(await restored.notAsSigned()).toEqual(new Set());
  });

  it('who was erased since is back, is found in the list of erasures, and is erased again', async () => {
    const name = async (of: Site) => (await of.running.get(`journeys/${siv}`, 'samordnare')).person;
    expect(await name(restored)).toMatchObject({ name: 'Lövgren, Siv Ingegärd' });
    const erased = await site.rows(`select journey_id from persons.access_log where action = 'erase'`);
    expect(erased).toEqual([{ journey_id: siv }]);
    for (const { journey_id: id } of erased) await restored.running.does('POST', `journeys/${String(id)}/erase-person`, {});
    expect(await name(restored)).toEqual(await name(site));
    expect(await name(restored)).toMatchObject({ name: null, masked: 'erased' });
  });
});
