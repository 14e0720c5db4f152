// Every role a process of its own under a login of its own: what they may do is enough for their work, and for nothing more.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, type RoleParts, type RunningProcess } from '#platform';
import { FixedClock, testDatabase, type TestDatabase } from '#testing';
import { Client } from 'pg';
import { allRoles } from '../../apps/all/roles.ts';
import { runCli } from '../../apps/cli/cli.ts';
import { MllpGateway } from '../../apps/intake/mllp.gateway.ts';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import { DueSweep } from '../../apps/alerting/due.sweep.ts';
import { CausesSweep } from '../../apps/flow/causes.sweep.ts';
import { RetentionSweep } from '../../apps/gateway/operations/retention.sweep.ts';
import { UpkeepController } from '../../apps/gateway/operations/upkeep.controller.ts';
import { ExpirySweep } from '../../apps/placement/expiry.sweep.ts';
import { KEY, TOKEN } from '../running.ts';
import { recorded } from '../stories/recording.ts';

jest.setTimeout(180_000);

const prefix = `o${process.pid}`;
const roles = ['intake', 'flow', 'placement', 'alerting', 'gateway'] as const;
type Role = (typeof roles)[number];
const parts = new Map(allRoles.map((part): [Role, RoleParts] => [part.role, part]));
const clock = new FixedClock('2026-11-01T08:00:00.000Z');
const running = new Map<Role, RunningProcess>();
const urls = new Map<Role, string>();
let db: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'sluss-own-login-'));

async function sluss(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await runCli(args, { DATABASE_URL: db.url }, { say, complain: say });
  if (code !== 0) throw new Error(lines.join('\n'));
  return lines.join('\n');
}

async function start(role: Role, env: Record<string, string> = {}): Promise<void> {
  const settings = {
    DATABASE_URL: urls.get(role)!,
    SLUSS_MIGRATE: 'off',
    PORT: '0',
    MLLP_PORT: '0',
    SLUSS_TOKEN: TOKEN,
    SLUSS_KEY: KEY,
    SLUSS_LOG: 'error',
  };
  running.set(role, await startProcess([parts.get(role)!], { env: { ...settings, ...env }, clock }));
}

beforeAll(async () => {
  db = await testDatabase([]);
  await sluss('migrate', 'up');
  for (const [, role, url] of (await sluss('logins', '--prefix', prefix)).matchAll(/^(\w+): DATABASE_URL=(\S+)$/gm))
    urls.set(role as Role, url!);
  for (const role of roles.slice(0, 4)) await start(role);
  const upstreams = roles.slice(0, 4).map((role) => `${role}=${running.get(role)!.url}`);
  await start('gateway', { SLUSS_UPSTREAMS: upstreams.join(), SLUSS_DATA: folder });
});
afterAll(async () => {
  await Promise.all([...running.values()].map((process) => process.close()));
  for (const role of roles) await db.dataSource.query(`drop owned by ${prefix}_${role}; drop role ${prefix}_${role}`);
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Until a whole round has moved nothing. */
async function settled(): Promise<void> {
  const heads = async () => JSON.stringify(await db.dataSource.query('select topic, part, next_off from bus.log_head order by 1, 2'));
  for (let before = ''; before !== (before = await heads());) for (const { eventing } of running.values()) await eventing.settled();
}

let cookie = '';
async function ask(method: string, path: string, body?: unknown, { as = '', ifMatch = -1 } = {}) {
  const response = await fetch(`${running.get('gateway')!.url}/api/v1/${path}`, {
    method,
    headers: {
      ...(as ? { cookie: as } : { authorization: `Bearer ${TOKEN}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': `${method}-${path}-${ifMatch}` }),
      ...(ifMatch < 0 ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  await settled();
  if (path === 'session') cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return text === '' ? null : JSON.parse(text);
}

describe('under their own logins', () => {
  let siv: string;

  it('intake takes what hospitals send, and the vault is filled', async () => {
    for (const [unitId, kind] of [
      ['kobo-1382-ekbacken', 'short-term'],
      ['sabo-1382-hamnvakten', 'special-housing'],
    ] as const)
      await ask('PUT', `units/${unitId}`, {
        unitId,
        name: unitId,
        kind,
        municipality: '1382',
        places: [{ placeId: `${unitId}:1`, label: 'Rum 1', features: ['single-room'] }],
      });
    const sender = await Sender.to(running.get('intake')!.app.get(MllpGateway, { strict: false }).port);
    for (const { bytes, sentAt } of recorded('one-place-too-few.hl7').slice(0, 4)) {
      if (Date.parse(sentAt) > clock.now().getTime()) clock.set(sentAt);
      sender.send(bytes);
      expect(told(await sender.answer())).toMatch(/^AA/);
      await settled();
    }
    sender.close();
  });

  it('flow, the log and the gateway make a case of it, shown with its name to who may see it', async () => {
    await ask('POST', 'session', { login: 'placering-1382' });
    const { items } = await ask('GET', 'journeys?state=discharge-ready', undefined, { as: cookie });
    expect(items).toMatchObject([{ person: { name: 'Lövgren, Siv Ingegärd' }, leg: { unit: 'HSV-AVD3' } }]);
    siv = items[0].journeyId;
    expect((await ask('GET', 'journeys?q=siv', undefined, { as: cookie })).items).toHaveLength(1);
    expect((await ask('GET', `journeys/${siv}/access-log`, undefined, { as: cookie })).items.length).toBeGreaterThan(0);
  });

  it('placement gives a place, and its reads are logged', async () => {
    const time = '2026-11-09T13:00:00+01:00';
    const data = { journeyId: siv, targets: ['short-term'], municipality: '1382', needs: [] };
    await ask('POST', 'intake/events', {
      specversion: '1.0',
      id: 'need-1',
      source: '/kommun/1382',
      type: 'se.sluss.SupportNeedAssessed.v1',
      time,
      data,
    });
    const { request } = await ask('GET', `journeys/${siv}/match`, undefined, { as: cookie });
    const held = await ask(
      'POST',
      `requests/${request.requestId}/hold`,
      { placeId: 'kobo-1382-ekbacken:1' },
      { as: cookie, ifMatch: request.revision },
    );
    expect(held.request.status).toBe('held');
  });

  it('alerting judges, and an alert can be taken on', async () => {
    clock.advance(3 * 86_400_000);
    for (const [role, sweep] of [
      ['placement', ExpirySweep],
      ['flow', CausesSweep],
      ['alerting', DueSweep],
    ] as const) {
      await (running.get(role)!.app.get(sweep, { strict: false }) as { sweep(): Promise<unknown> }).sweep();
      await settled();
    }
    const { items } = await ask('GET', 'alerts?state=open');
    expect(items.length).toBeGreaterThan(0);
    const { alertId, revision } = items[0];
    await ask('POST', `alerts/${alertId}/acknowledge`, {}, { ifMatch: revision });
  });

  it('the operator sees all of them, and nothing is parked or stuck', async () => {
    const view = await ask('GET', 'operator');
    expect(view).toMatchObject({ silent: [], deadLetters: [], outbox: 0 });
    expect(view.sources.length).toBeGreaterThan(0);
    for (const { eventing } of running.values()) expect(eventing.stuck(0)).toEqual([]);
  });

  it('every event is held against its chain and a checkpoint, and what has had its time is cleared', async () => {
    const { app } = running.get('gateway')!;
    await app.get(UpkeepController, { strict: false }).write();
    const report = await ask('POST', 'operator/verify-events', {});
    expect(report).toMatchObject({ checkpoints: 1, faults: [] });
    expect(report.events).toBeGreaterThan(10);
    expect((await ask('GET', 'operator/retention')).classes.map((plan: { class: string }) => plan.class)).toContain('dead-letters');
    const events = async () => (await db.dataSource.query('select count(*)::int as n from intake.event'))[0].n;
    const before = await events();
    clock.advance(3 * 365 * 86_400_000);
    const gone = await app.get(RetentionSweep, { strict: false }).sweep();
    expect(gone.log).toBeGreaterThan(10);
    expect(gone).toMatchObject({ inbox: expect.any(Number), notices: expect.any(Number), 'dead-letters': 0 });
    expect(await events()).toBe(before);
  });

  it('a person is erased, and a session ended', async () => {
    const erased = await ask('POST', `journeys/${siv}/erase-person`, {});
    expect(erased).toMatchObject({ erased: true });
    expect(erased.rawMessages).toBeGreaterThan(0);
    await ask('DELETE', 'session', undefined, { as: cookie });
  });
});

describe('and not one step further', () => {
  async function trying(role: Role, sql: string): Promise<string> {
    const client = new Client({ connectionString: urls.get(role)! });
    await client.connect();
    try {
      await client.query(sql);
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code === '42501' ? 'denied' : (error as Error).message;
    } finally {
      await client.end();
    }
  }

  it('no role reaches a table of another, save the gateway what it checks and clears', async () => {
    const reach: { login: string; name: string; more: boolean }[] = await db.dataSource.query(
      `select r.rolname as login, has_any_column_privilege(r.oid, c.oid, 'insert') or has_any_column_privilege(r.oid, c.oid, 'update') as more,
         n.nspname || '.' || c.relname as name
       from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace
       where r.rolname like $1 and c.relkind in ('r', 'p') and n.nspname = any ($2::text[]) and r.rolname <> $3 || '_' || n.nspname
         and (has_any_column_privilege(r.oid, c.oid, 'select') or has_any_column_privilege(r.oid, c.oid, 'insert')
           or has_any_column_privilege(r.oid, c.oid, 'update') or has_table_privilege(r.oid, c.oid, 'delete'))`,
      [`${prefix}\\_%`, roles, prefix],
    );
    const looked = ['event', 'stream', 'consumer_offset', 'inbox', 'dead_letter'];
    const names = roles.slice(0, 4).flatMap((role) => looked.map((table) => `${role}.${table}`));
    expect(new Set(reach.map(({ login }) => login))).toEqual(new Set([`${prefix}_gateway`]));
    expect(reach.map(({ name }) => name).sort()).toEqual([...names, 'alerting.delivery'].sort());
    expect(reach.filter(({ more }) => more)).toEqual([]);
    expect(await trying('gateway', 'delete from flow.event')).toBe('denied');
    expect(await trying('gateway', 'select 1 from intake.message')).toBe('denied');
    expect(await trying('flow', 'select 1 from intake.message')).toBe('denied');
    expect(await trying('intake', 'select 1 from intake.message')).toBe('allowed');
  });

  it('the vault is open to intake and the gateway alone', async () => {
    const tries = await Promise.all(roles.map(async (role) => [role, await trying(role, 'select sealed from persons.person')]));
    expect(Object.fromEntries(tries)).toEqual({
      intake: 'allowed',
      gateway: 'allowed',
      flow: 'denied',
      placement: 'denied',
      alerting: 'denied',
    });
  });

  it('who logs reads cannot read or change what was logged', async () => {
    expect(await trying('placement', 'select hash from persons.access_log')).toBe('allowed');
    expect(await trying('placement', 'select login from persons.access_log')).toBe('denied');
    for (const role of roles) expect(await trying(role, 'delete from persons.access_log')).toBe('denied');
    expect(await trying('gateway', `update persons.access_log set login = 'x'`)).toBe('denied');
  });

  it('what has happened is not changed, not even by whose it is', async () => {
    for (const role of roles) {
      expect(await trying(role, `update ${role}.event set type = type`)).toBe('denied');
      expect(await trying(role, `delete from ${role}.event`)).toBe('denied');
      expect(await trying(role, `select 1 from ${role}.event`)).toBe('allowed');
    }
  });

  it('and nobody makes or drops anything', async () => {
    for (const role of roles) {
      expect(await trying(role, `create table ${role}.mine (id int)`)).toBe('denied');
      expect(await trying(role, `drop table ${role}.event`)).toMatch(/must be owner|denied/);
    }
  });
});
