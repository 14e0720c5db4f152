// Time is an argument. Everything outside the pure core that needs "now" asks a Clock; tests and the demo bring their own.

export interface Clock {
  now(): Date;
}
export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => new Date() };

/** Runs from `since` at `speed` times real time (1 = as it is). Used by the demo; all threads of a process count from the same moment. */
export class ScaledClock implements Clock {
  constructor(
    private readonly since: Date,
    private readonly speed: number,
  ) {}

  now(): Date {
    const since = this.since.getTime();
    return new Date(since + (Date.now() - since) * this.speed);
  }
}
