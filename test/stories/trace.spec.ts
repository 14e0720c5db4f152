// One trace goes from a hospital's message to the alert it led to.
import type { RunningSluss } from '../running.ts';
import { oneTooMany, traced } from './one-trace.ts';

jest.setTimeout(120_000);

describe('what follows from a message', () => {
  let sluss: RunningSluss;
  beforeAll(async () => {
    sluss = await oneTooMany({});
  });
  afterAll(() => sluss.stop());

  it('is carried with the trace of that message as far as the alert', async () => {
    const rows = await sluss.rows(`select event->>'id' as id, trace from bus.log`);
    const all = await traced(sluss, new Map(rows.map(({ id, trace }) => [id, trace])));
    expect(all.filter(({ trace, expected }) => trace !== expected)).toEqual([]);
    const alert = all.find(({ type, fromMessage }) => type === 'AlertRaised' && fromMessage)!;
    expect(alert.after).toEqual(['JourneyRevised', 'DischargeReadyDeclared']);
    // And not everything with the same.
    expect(new Set(all.map(({ trace }) => trace)).size).toBeGreaterThan(20);
  });
});
