// Time is an argument. Everything outside the pure core that needs "now" asks a Clock; tests and the demo bring their own.

export interface Clock {
  now(): Date;
}
export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => new Date() };

/** Runs from `start` at `speed` times real time (1 = as it is). Used by the demo; real time is measured with `source`. */
export class ScaledClock implements Clock {
  private readonly realStart: number;

  constructor(
    private readonly start: Date,
    private readonly speed: number,
    private readonly source: Clock = systemClock,
  ) {
    this.realStart = source.now().getTime();
  }

  now(): Date {
    return new Date(this.start.getTime() + (this.source.now().getTime() - this.realStart) * this.speed);
  }
}
