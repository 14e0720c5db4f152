// A year and more has passed: what has been read by all is cleared, what somebody has still to read is not, and what is gone is not read again.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RetentionView } from '#contracts';
import { RetentionSweep } from '../../apps/gateway/operations/retention.sweep.ts';
import { UpkeepController } from '../../apps/gateway/operations/upkeep.controller.ts';
import { RunningSluss } from '../running.ts';
import { recorded } from './recording.ts';
import { registerFalkenberg } from './town.ts';

jest.setTimeout(120_000);
const DAY_MS = 86_400_000;

describe('upkeep', () => {
  let sluss: RunningSluss;

  beforeAll(async () => {
    sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z', {
      SLUSS_DATA: join(mkdtempSync(join(tmpdir(), 'sluss-upkeep-')), 'data'),
    });
    await registerFalkenberg(sluss);
    await sluss.hears(recorded('one-place-too-few.hl7'));
  });
  afterAll(() => sluss.stop());

  const sweep = () => sluss.process.app.get(RetentionSweep, { strict: false }).sweep();
  const planned = async (name: string) => ((await sluss.get('operator/retention')) as RetentionView).classes.find((c) => c.class === name)!;
  const count = async (table: string) => Number((await sluss.rows(`select count(*) as n from ${table}`))[0]!.n);

  it('clears nothing while everything is young', async () => {
    expect(await planned('log')).toMatchObject({ wouldGo: 0, keptDays: 400 });
    await sweep();
    expect(await count('bus.log')).toBeGreaterThan(20);
  });

  it('says beforehand what would go, and holds back what a group has still to read', async () => {
    sluss.clock.advance(500 * DAY_MS);
    const all = await count('bus.log');
    expect(await planned('log')).toMatchObject({ rows: all, wouldGo: all, heldBack: null });
    await sluss.rows(`update alerting.consumer_offset set off = 0 where grp = 'alerting.notify'`);
    const held = await planned('log');
    expect(held.wouldGo).toBeLessThan(all);
    expect(held.heldBack).toEqual({ why: 'unread', group: 'alerting.notify' });
    await sluss.process.eventing.replay('alerting.notify', { from: 0 });
    await sluss.settled();
  });

  it('clears it once though two sweeps run, the inbox with it, and refuses to replay from before', async () => {
    await sluss.process.eventing.replay('gateway.read', { from: 0 });
    await sluss.settled();
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const [{ left }] = (await sluss.rows(
      `select count(*)::int as left from gateway.inbox i join bus.log_floor f using (topic, part) where i.off < f.off`,
    )) as [{ left: number }];
    expect(left).toBe(0);
    expect(await count('bus.log_floor')).toBeGreaterThan(0);
    await expect(sluss.process.eventing.replay('gateway.read', { from: 0 })).rejects.toThrow(
      /have been cleared from the log and cannot be read again/,
    );
    expect((await sluss.get('journeys?state=all')).total).toBe(2);
    expect((await sluss.get('operator/retention')).classes.find((c: { class: string }) => c.class === 'inbox').wouldGo).toBe(0);
  });

  it('has the events signed outside the database, and finds the one that somebody changed', async () => {
    await sluss.process.app.get(UpkeepController, { strict: false }).write();
    expect(await sluss.does('POST', 'operator/verify-events', {})).toMatchObject({ checkpoints: 1, faults: [] });
    await sluss.rows(
      `update intake.event set event = replace(event::text, 'HSV-AVD3', 'HSV-AVD4')::json where id = (select id from intake.event where event::text like '%HSV-AVD3%' limit 1)`,
    );
    const { faults } = await sluss.does('POST', 'operator/verify-events', {});
    expect(faults).toContainEqual(expect.objectContaining({ role: 'intake', fault: 'altered' }));
  });
});
