import type { Clock } from '#platform';

/** A clock that moves when told to. */
export class FixedClock implements Clock {
  private at: number;
  constructor(at: string | Date = '2026-11-21T08:00:00.000Z') {
    this.at = new Date(at).getTime();
  }
  now(): Date {
    return new Date(this.at);
  }
  advance(ms: number): this {
    this.at += ms;
    return this;
  }
  set(at: string | Date): this {
    this.at = new Date(at).getTime();
    return this;
  }
}
