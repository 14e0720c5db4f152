// What the whole product does beyond its roles: fill the first time, and let the made-up Halland go on living.
import type { RunningProcess } from '#platform';
import { startDemo } from './demo.ts';
import { fillFirstTime } from './fill.ts';

/** Answers what to stop before the process closes. */
export async function startAll(running: RunningProcess): Promise<(() => Promise<void>) | null> {
  await fillFirstTime(running, progress());
  return running.config.demo ? startDemo(running) : null;
}

/** A line per five per cent; on a terminal the same line again. */
export function progress(): (share: number) => void {
  let last = -1;
  return (share) => {
    const percent = Math.floor(share * 20) * 5;
    if (percent === last) return;
    last = percent;
    const line = `filling 90 days of made-up history: ${percent} %`;
    process.stdout.write(process.stdout.isTTY ? `\r${line}${percent === 100 ? '\n' : ''}` : `${line}\n`);
  };
}
