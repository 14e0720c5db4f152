// A log that is made anew out of what the roles have stored: nothing is lost, nothing happens twice.
import { Moving } from './moving.ts';

jest.setTimeout(180_000);

describe('moving to a new log in the database', () => {
  let moving: Moving;
  beforeAll(async () => {
    moving = await Moving.begin();
  });
  afterAll(() => moving.end());

  it('is refused while a process of Sluss runs', async () => {
    const before = await moving.state();
    expect(before.counts['alerting.event']).toBeGreaterThan(0);
    expect(await moving.refill({})).toMatchObject({ code: 1, said: expect.stringMatching(/role intake is running; stop every process/) });
    expect(await moving.state()).toEqual(before);
  });

  it('and afterwards people see the same, no event has been handled twice, and each lies in the trace it lay in', async () => {
    const [before, traces] = [await moving.state(), await moving.traces()];
    await moving.stop();
    const { code, said } = await moving.refill({});
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining(`flow: ${before.counts['flow.event']} events`) });
    expect((await moving.state()).counts['flow.outbox']).toBe(before.counts['flow.event']);
    await moving.start({});
    expect(await moving.state()).toEqual(before);
    expect(new Set(Object.values(traces)).size).toBeGreaterThan(5);
    expect(await moving.traces()).toEqual(traces);
  });

  it('the new log holds the whole history: the read models come out of it as they were', async () => {
    const before = await moving.state();
    expect(await moving.readAnew()).toBe(before.hash);
  });

  it('what waited in an outbox when all was stopped goes along, and is handled once', async () => {
    await moving.stop();
    const late = await moving.leaveInOutbox();
    expect(await moving.handledBy(late)).toEqual([]);
    const before = await moving.state();
    await moving.refill({});
    await moving.start({});
    expect(await moving.handledBy(late)).toEqual(['flow.journeys']);
    const after = await moving.state();
    expect(after.counts['intake.event']).toBe(before.counts['intake.event']);
  });
});
