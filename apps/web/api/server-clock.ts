// The server's clock, carried on by the computer's monotonic one. The computer's own time and zone are never asked: they may be wrong.
import { useEffect, useState } from 'react';

let told: { at: number; when: number } | null = null;

/** The server said what time it is. */
export function tellTime(instant: string): void {
  const at = Date.parse(instant);
  if (Number.isFinite(at)) told = { at, when: performance.now() };
}

export function serverNow(): Date {
  return told ? new Date(told.at + (performance.now() - told.when)) : new Date();
}

/** The server's time, read again every so often. */
export function useNow(everyMs = 15_000): Date {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
