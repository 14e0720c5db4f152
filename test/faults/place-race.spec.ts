import { race } from './place-race.ts';

describe('64 clients claim the last place at once', () => {
  it('exactly one gets it, the others are told that it is taken', async () => {
    const { winners, overAllocated, answers } = await race(20, 'as-built');
    expect({ winners, overAllocated, answers }).toEqual({ winners: 20, overAllocated: 0, answers: { held: 20, 'place-taken': 20 * 63 } });
  }, 120_000);

  it('a booking that looks first and writes then is stopped by the database', async () => {
    const { overAllocated, answers } = await race(5, 'check-then-insert');
    expect(overAllocated).toBe(0);
    expect(answers.held).toBe(5);
  }, 120_000);

  it('and without the constraints it is caught here: the race can fail', async () => {
    expect((await race(5, 'check-then-insert-without-constraints')).overAllocated).toBeGreaterThan(0);
  }, 120_000);
});
