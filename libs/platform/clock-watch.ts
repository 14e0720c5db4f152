// A machine whose clock is wrong, or is set while we run: sessions, alerts and everything that waits go by it, so the operator is told. What was
// stored before keeps its times.
import { newLogger } from './logging.ts';

const YEARS = { first: 2026, last: 2100 };
/** Often: a clock that was ahead for some seconds between two looks would look as if nothing had been. */
const LOOK_EVERY_MS = 1000;
/** Smaller steps are how clocks are kept right. */
const STEP_MS = 2_000;
/** About half of what a Kafka group waits for a member. */
const BACK_MS = 5_000;

/** What is odd about the time itself, or null. */
export function oddTime(now: Date): string | null {
  const year = now.getUTCFullYear();
  return year >= YEARS.first && year <= YEARS.last ? null : `the machine's clock says ${now.toISOString().slice(0, 10)}; set it right`;
}

/** Tells, each time it is asked, how many ms the clock has been moved since the last time: more than the time that passed, or less. */
export function clockSteps(wall: () => number, steady: () => number): () => number {
  let before = { wall: wall(), steady: steady() };
  return () => {
    const now = { wall: wall(), steady: steady() };
    const moved = now.wall - before.wall - (now.steady - before.steady);
    before = now;
    return Math.abs(moved) < STEP_MS ? 0 : moved;
  };
}

/** Warns now and as long as the process runs, and tells when the clock was set back by more than seconds; the returned function ends it. */
export function watchClock(setBack: (ms: number) => void = () => {}): () => void {
  const log = newLogger('clock');
  const odd = oddTime(new Date());
  if (odd) log.warn(odd);
  const step = clockSteps(Date.now, () => performance.now());
  const timer = setInterval(() => {
    const ms = step();
    if (ms !== 0) log.warn({ ms }, 'the clock of the machine was moved');
    if (ms < -BACK_MS) setBack(-ms);
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
