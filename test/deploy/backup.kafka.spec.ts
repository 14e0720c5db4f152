// The same where Kafka carries the log: the brokers know what came after the backup, and the restored database does not.
import { free } from '../stories/town.ts';
import { backupFolder, ROOM, Site } from './backup.ts';
import { describeWithPostgres, SystemPostgres } from './system-postgres.ts';

jest.setTimeout(300_000);

describeWithPostgres()('a backup that is restored beside brokers that know more', () => {
  const { file, remove } = backupFolder();
  const on = (prefix: string) => ({
    BUS: 'kafka',
    KAFKA_BROKERS: process.env.SLUSS_TEST_KAFKA!,
    KAFKA_REPLICATION: String(Math.min(3, process.env.SLUSS_TEST_KAFKA!.split(',').length)),
    KAFKA_PREFIX: `${prefix}${process.pid}`,
  });
  let server: SystemPostgres;
  let site: Site;
  let hasty: Site;
  let restored: Site;
  let taken: { at: Date; seen: string };
  let neverLost: string;

  beforeAll(async () => {
    server = await SystemPostgres.start();
    site = await Site.open(server, on('lost'));
    hasty = await Site.empty(server, 'hasty');
    restored = await Site.empty(server, 'restored');
  });
  afterAll(async () => {
    for (const each of [site, hasty, restored]) await each?.stop();
    await server.stop();
    remove();
  });

  /** What screens show of a room, and what decides whether it can be given. */
  const room = async (of: Site) => ({
    shown: (await of.rows(`select status from gateway.place where place_id = '${ROOM}'`))[0]!.status,
    decided: (await of.rows(`select status from placement.place where place_id = '${ROOM}'`))[0]!.status,
  });

  it('is taken; the site goes on, a room becomes free, and all is lost', async () => {
    taken = { at: site.running.clock.now(), seen: await site.seen() };
    expect(await site.backUp(file)).toEqual({ code: 0, said: '' });
    await site.goesOn();
    neverLost = await site.seen();
    expect(neverLost).not.toBe(taken.seen);
    await free(site.running, ROOM);
    expect(await room(site)).toEqual({ shown: 'free', decided: 'free' });
    await site.stop();
  });

  it('started at once on the old topics, it shows what it does not know: the room is free to look at and cannot be given', async () => {
    expect(await hasty.restore(file)).toEqual({ code: 0, said: '' });
    await hasty.start(taken.at, on('lost'));
    expect(await room(hasty)).toEqual({ shown: 'free', decided: 'occupied' });
    await hasty.stop();
  });

  it('on new topics, with the log made anew, people see what they saw when it was taken', async () => {
    expect(await restored.restore(file)).toEqual({ code: 0, said: '' });
    expect(await restored.command(['events', 'refill'], on('found'))).toMatchObject({ code: 0 });
    await restored.start(taken.at, on('found'));
    expect(await room(restored)).toEqual({ shown: 'occupied', decided: 'occupied' });
    expect(await restored.seen()).toBe(taken.seen);
  });

  it('and what hospital and municipality send again comes to what a site sees that was never lost', async () => {
    await restored.goesOn();
    expect(await restored.seen()).toBe(neverLost);
  });
});
