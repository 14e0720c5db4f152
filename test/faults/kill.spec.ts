import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '#testing';
import { built } from '../built.ts';
import { inWords } from './checker.ts';
import { checked, killUnderLoad } from './kill.ts';
import { Ledger } from './ledger.ts';

jest.setTimeout(300_000);

describe('kill -9 under load', () => {
  let database: TestDatabase;
  let folder: string;
  let ledger: string;

  beforeAll(async () => {
    database = await testDatabase([]);
    folder = mkdtempSync(join(tmpdir(), 'sluss-kill-'));
    ledger = join(folder, 'ledger');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('three times: nothing acknowledged is lost, nothing has its effect twice, no place has two holders', async () => {
    await killUnderLoad({ kills: 3, seed: 'spec', databaseUrl: database.url, main: await built('apps/all/main.js'), ledger });
    const verdict = await checked(database.url, ledger);
    expect(verdict).toMatchObject({ lost: [], doubled: [], overAllocated: [] });
    expect(verdict.acknowledged).toBeGreaterThan(20);
    expect(verdict.sent).toBe(verdict.acknowledged);
    expect(verdict.held).toBeGreaterThan(0);
    expect(inWords(verdict)).toMatch(/^sent (\d+), acknowledged \1, lost 0, doubled 0, over-allocated 0$/);
  });

  describe('and the checker can fail', () => {
    it('an acknowledgement that came before the commit is a message lost', async () => {
      new Ledger(ledger).acknowledged('answered-from-memory');
      expect((await checked(database.url, ledger)).lost).toEqual(['message answered-from-memory']);
    });

    it('a fact taken in twice is doubled, and so is an event that stands twice in the log', async () => {
      await database.dataSource.query(
        `insert into intake.event select 'copy', 1, gen_random_uuid(), type, key, occurred_at, recorded_at, event, hash from intake.event where type = 'PatientAdmitted' limit 1`,
      );
      await database.dataSource.query(
        `insert into bus.log select topic, part, off + 1000000, event from bus.log where topic = 'flow' limit 1`,
      );
      const { doubled } = await checked(database.url, ledger);
      expect(doubled).toEqual([expect.stringMatching(/^fact PatientAdmitted/), expect.stringMatching(/^log /)]);
    });

    it('a hold that is promised and not kept is lost, and a place with two holders is over-allocated', async () => {
      new Ledger(ledger).held('w-nobody', 'kobo-1382-ekbacken:1', 2);
      expect((await checked(database.url, ledger)).lost).toContain('hold w-nobody kobo-1382-ekbacken:1 2');
      await database.dataSource.query(`
        alter table placement.request drop constraint one_holder_per_place, drop constraint request_agrees_with_place;
        update placement.request set view = view || '{"status": "held", "placeId": "kobo-1382-ekbacken:1"}'
          where request_id in (select request_id from placement.request where status <> 'fulfilled' limit 2)`);
      expect((await checked(database.url, ledger)).overAllocated).toContain('place kobo-1382-ekbacken:1');
    });

    it('an event that a group never handled, and a stranger’s record that nobody put aside, are lost', async () => {
      await database.dataSource.query(`delete from gateway.inbox where event_id = (select event_id from gateway.inbox limit 1)`);
      new Ledger(ledger).planted('poison', 'intake');
      const { lost } = await checked(database.url, ledger);
      expect(lost).toEqual(
        expect.arrayContaining([expect.stringMatching(/^gateway.read never handled/), 'flow.journeys dropped poison intake']),
      );
    });
  });
});
