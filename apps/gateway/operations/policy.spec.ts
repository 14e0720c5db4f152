// The operator looks at the policy in force and has its files read again.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningSluss } from '../../../test/running.ts';
import { Reloads } from '#platform';

const folder = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
const write = (overHours: unknown) =>
  writeFileSync(
    join(folder, 'clocks.json'),
    JSON.stringify({
      policy: 'clocks',
      entries: [{ id: 'own', clock: 'discharge-after-ready', validFrom: '2020-01-01', nearHours: 1, overHours }],
    }),
  );
let sluss: RunningSluss;

beforeAll(async () => {
  write(36);
  sluss = await RunningSluss.start('2026-11-21T08:00:00.000Z', { SLUSS_POLICY: folder });
}, 60_000);
afterAll(() => sluss.stop());

const reload = () => sluss.ask('POST', 'operator/policy/reload', {});
const limits = async () => (await sluss.get('operator/policy')).inForce.clocks.map((c: { overHours: number }) => c.overHours);

it('shows every version with its validity, and what is in force', async () => {
  const view = await sluss.get('operator/policy');
  expect(view).toMatchObject({ version: expect.stringMatching(/^[0-9a-f]{12}$/), since: null });
  expect(view.entries).toContainEqual({
    area: 'clocks',
    id: 'own',
    of: 'discharge-after-ready',
    validFrom: '2020-01-01',
    validTo: null,
    inForce: true,
    source: null,
  });
  expect(view.inForce.alerting.rules['short-term-shortage'].forSeconds).toBe(30);
});

it('takes a changed file in, and refuses a wrong one with file and place while the old policy stays', async () => {
  write(48);
  expect((await reload()).body).toMatchObject({ changed: true });
  sluss.clock.advance(6000);
  expect(await limits()).toEqual([48]);
  write('two days');
  const { status, body } = await reload();
  expect([status, body.errors[0].pointer]).toEqual([422, '/clocks.json/entries/0/overHours']);
  sluss.clock.advance(6000);
  expect(await limits()).toEqual([48]);
});

it('does the same at a signal', async () => {
  write(60);
  await sluss.process.app.get(Reloads).all();
  sluss.clock.advance(6000);
  expect(await limits()).toEqual([60]);
});
