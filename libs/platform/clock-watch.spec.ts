import { clockSteps, oddTime, watchClock } from './clock-watch.ts';

describe('the clock of the machine', () => {
  it('that stands at its beginning, or far ahead, is told of; one past 2038 is a clock like others', () => {
    expect(oddTime(new Date(0))).toBe("the machine's clock says 1970-01-01; set it right");
    expect(oddTime(new Date('2301-01-01T00:00:00Z'))).toMatch(/2301-01-01/);
    expect([oddTime(new Date('2026-11-25T08:00:00Z')), oddTime(new Date('2039-01-01T00:00:00Z'))]).toEqual([null, null]);
  });

  it('that is moved back or on is told of once, and a clock that goes as it should never', () => {
    const at = { wall: 1_000_000, steady: 500 };
    const step = clockSteps(
      () => at.wall,
      () => at.steady,
    );
    const pass = (wall: number, steady: number) => {
      at.wall += wall;
      at.steady += steady;
      return step();
    };
    expect([pass(10_000, 10_000), pass(10_900, 10_000), pass(9_100, 10_000)]).toEqual([0, 0, 0]);
    expect([pass(10_000 - 3_600_000, 10_000), pass(10_000, 10_000), pass(310_000, 10_000)]).toEqual([-3_600_000, 0, 300_000]);
  });

  it('that is set back by more than seconds is told of to whoever goes by it; one set on, or kept right, is not', () => {
    jest.useFakeTimers({ now: new Date('2026-11-25T08:00:00Z') });
    const back: number[] = [];
    const end = watchClock((ms) => back.push(ms));
    try {
      for (const ms of [0, 3_600_000, -3_000, -3_600_000, 0]) {
        jest.setSystemTime(Date.now() + ms);
        jest.advanceTimersByTime(1000);
      }
      expect(back).toEqual([3_600_000]);
    } finally {
      end();
      jest.useRealTimers();
    }
  });
});
