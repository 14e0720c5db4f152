// The hospitals' line runs in a thread of its own beside the rest of the product: from outside it is one process all the same.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '#testing';
import { adt } from '../../apps/intake/testing/adt.ts';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import { built, root } from '../built.ts';
import { Child, until } from '../child.ts';
import { KEY, TOKEN } from '../running.ts';

jest.setTimeout(120_000);

let database: TestDatabase;
let mappings: string;
let child: Child;
let url: string;
let sender: Sender;

beforeAll(async () => {
  const file = await built('test/stories/bare-process.js');
  database = await testDatabase([]);
  mappings = mkdtempSync(join(tmpdir(), 'sluss-threads-'));
  map(() => {});
  child = new Child(file, {
    DATABASE_URL: database.url,
    PORT: '0',
    MLLP_PORT: '0',
    SLUSS_DEMO: 'off',
    SLUSS_TOKEN: TOKEN,
    SLUSS_KEY: KEY,
    SLUSS_MAPPINGS: mappings,
  });
  url = await child.ready();
  sender = await Sender.to(Number(/^mllp (\d+)$/m.exec(child.stdout)![1]));
});
afterAll(async () => {
  sender?.close();
  await child?.kill();
  rmSync(mappings, { recursive: true, force: true });
  await database?.drop();
});

/** The shipped mapping with a change. */
function map(change: (mapping: { senders: Record<string, unknown>[] }) => void) {
  const mapping = JSON.parse(readFileSync(join(root, 'apps/intake/mappings/halland-reference.json'), 'utf8'));
  change(mapping);
  writeFileSync(join(mappings, 'reference.json'), JSON.stringify(mapping));
}

const hear = async (message: string) => {
  sender.send(message);
  return told(await sender.answer());
};
const operator = { authorization: `Bearer ${TOKEN}` };
const post = async (path: string, body?: unknown) => {
  const content = body === undefined ? {} : { headers: { ...operator, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: operator, ...content });
  return { status: response.status, body: await response.json() };
};
const counted = async (pattern: RegExp) => Number(pattern.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0);
const stored = /^sluss_intake_messages_total\{source="[^"]+",status="stored"\} (\d+)$/m;

describe('the line in a thread of its own', () => {
  it('is part of what ready means', async () => {
    await until(async () => {
      const { ok, checks } = (await (await fetch(`${url}/health/ready`)).json()) as { ok: boolean; checks: Record<string, object> };
      return ok && JSON.stringify(checks.mllp) === JSON.stringify({ ok: true, detail: '1 connections' });
    }, 'the open connection to be told');
  });

  it('counts with the rest: what came over MLLP, how often it was relayed, and the process as a whole', async () => {
    expect(await counted(stored)).toBe(0);
    expect(await hear(adt('A01', { control: 't1' }))).toBe('AA t1');
    expect(await hear(adt('A01', { control: 't1' }))).toBe('AA t1');
    expect(await counted(stored)).toBe(1);
    await until(async () => (await counted(/^sluss_events_relayed_total\{role="intake"\} (\d+)$/m)) > 0, 'the facts to be relayed');
    expect(await counted(/^sluss_process_start_time_seconds (\d+)/m)).toBeGreaterThan(0);
  });

  it('what comes as JSON in the other thread goes the same way', async () => {
    const event = {
      specversion: '1.0',
      id: 'notice-1',
      source: '/kommun/1382',
      type: 'se.sluss.AdmissionNoticeSent.v1',
      time: '2026-11-10T10:00:00+01:00',
      data: { visit: { system: 'halland-visit', value: 'V100' } },
    };
    const relayed = /^sluss_events_relayed_total\{role="intake"\} (\d+)$/m;
    const before = await counted(relayed);
    expect(await post('intake/events', event)).toMatchObject({ status: 202, body: { results: [{ status: 'stored' }] } });
    await until(async () => (await counted(relayed)) > before, 'the fact to be relayed');
  });

  it('hears of new mapping files', async () => {
    const stranger = adt('A01', { control: 't2', MSH: { 4: 'NYA' } });
    expect(await hear(stranger)).toBe('AR t2');
    map(({ senders }) => senders.push({ ...senders[0]!, source: 'nya-adt', facility: 'NYA' }));
    expect((await post('intake/mappings/reload')).status).toBe(200);
    expect(await hear(stranger)).toBe('AA t2');
  });

  it('answers what has been taken before the process ends', async () => {
    sender.send(...Array.from({ length: 50 }, (_, i) => adt('A08', { control: `last-${i}` })));
    const first = await sender.answer();
    const ended = child.kill('SIGTERM');
    const answers = [told(first)];
    for (let answer = await sender.answer(); answer !== null; answer = await sender.answer()) answers.push(told(answer));
    expect(await ended).toMatchObject({ code: 0, signal: null });
    // What was not taken any more is not answered, and will be sent again: but nothing is answered with no.
    expect(answers).toEqual(answers.map((_, i) => `AA last-${i}`));
    const rows = await database.dataSource.query(`select count(*)::int as n from intake.message where control_id like 'last-%'`);
    expect(rows[0].n).toBe(answers.length);
  });
});
