// The server's clock, carried on by the computer's monotonic one. The computer's own time and zone are never
// shown: they may be wrong.
import { useEffect, useState } from 'react';
import { noteClock } from './computer-clock.ts';
import { newStore, useStore } from './store.ts';

const told = newStore<{ readonly at: number; readonly when: number } | null>(null);
/** Less than this apart is the network's doing, not another time. */
const sameMs = 1_500;

/** The server said what time it is. */
export function tellTime(instant: string): void {
  const at = Date.parse(instant);
  if (Number.isFinite(at)) noteClock(new Date(at));
  if (Number.isFinite(at) && (!told.get() || Math.abs(at - serverNow().getTime()) > sameMs)) told.set({ at, when: performance.now() });
}

export function serverNow(): Date {
  const last = told.get();
  return last ? new Date(last.at + (performance.now() - last.when)) : new Date();
}

/** The server's time, read again every so often. */
export function useNow(everyMs = 15_000): Date {
  const [, tick] = useState(0);
  useStore(told);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return serverNow();
}
