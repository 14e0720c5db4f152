// What was in force when: over reloads, restarts and several processes.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock, testConfig, testDatabase, type TestDatabase } from '#testing';
import { platformMigrations } from '../migrations.ts';
import { halland } from '../region/halland.ts';
import { AHEAD_MS, Policies } from './policies.ts';

const clock = new FixedClock('2026-11-21T08:00:00.000Z');
const folder = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
let db: TestDatabase;

const write = (overHours: number) =>
  writeFileSync(
    join(folder, 'clocks.json'),
    JSON.stringify({ policy: 'clocks', entries: [{ id: 'own', clock: 'onward-move', validFrom: '2020-01-01', nearHours: 1, overHours }] }),
  );
const newProcess = async () => {
  const policies = new Policies(testConfig({ SLUSS_POLICY: folder }), halland, clock, db.dataSource);
  await policies.open();
  return policies;
};
const limitAt = (policies: Policies, at: string) => policies.at(at).clocks[0]!.overHours;

beforeAll(async () => {
  db = await testDatabase(platformMigrations);
  write(100);
});
afterAll(() => db.drop());

it('the first policy holds for all that came before it, and a reload only for what comes after', async () => {
  const policies = await newProcess();
  expect(limitAt(policies, '2019-01-01T00:00:00.000Z')).toBe(100);
  write(200);
  const since = new Date(clock.now().getTime() + AHEAD_MS).toISOString();
  expect(await policies.reload()).toMatchObject({ since, changed: true });
  expect(limitAt(policies, clock.now().toISOString())).toBe(100);
  expect(limitAt(policies, since)).toBe(200);
  expect(await policies.reload()).toMatchObject({ since, changed: false });
});

it('a wrong file is refused with every fault, and the old policy stays', async () => {
  const policies = await newProcess();
  const before = policies.of('2027-01-01T00:00:00.000Z');
  writeFileSync(join(folder, 'clocks.json'), JSON.stringify({ policy: 'clocks', entries: [{ id: 'own' }, { id: 'OWN' }] }));
  const result = await policies.reload();
  expect('faults' in result && new Set(result.faults.map((f) => f.at.split('.').slice(0, 2).join('.')))).toEqual(
    new Set(['entries.0', 'entries.1']),
  );
  expect(policies.of('2027-01-01T00:00:00.000Z')).toEqual(before);
});

it('another process sees what one has reloaded, and a restart remembers what held before the files were changed', async () => {
  write(200);
  const one = await newProcess();
  const other = await newProcess();
  clock.advance(60_000);
  write(300);
  await one.reload();
  clock.advance(60_000);
  expect(limitAt(other, clock.now().toISOString())).toBe(200);
  await other.tick();
  expect(limitAt(other, clock.now().toISOString())).toBe(300);
  write(400);
  const restarted = await newProcess();
  clock.advance(60_000);
  const times = ['2026-11-21T08:00:00.000Z', '2026-11-21T08:00:30.000Z', '2026-11-21T08:01:30.000Z', clock.now().toISOString()];
  expect(times.map((at) => limitAt(restarted, at))).toEqual([100, 200, 300, 400]);
});
