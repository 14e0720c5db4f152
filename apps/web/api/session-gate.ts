// When the session has ended a request waits here, the page stays as it is with what somebody typed, and a log-in dialog opens over it.
import { newStore } from './store.ts';

export const sessionEnded = newStore(false);
let waiting: ((same: boolean) => void)[] = [];

/** Resolves when somebody has logged in: true when it is the same login, whose request it is. */
export function waitForLogin(): Promise<boolean> {
  sessionEnded.set(true);
  return new Promise((resolve) => waiting.push(resolve));
}

/** Somebody logged in again: what waited is sent, once, under the key it had; but nobody sends what another has written. */
export function goOn(same: boolean): void {
  sessionEnded.set(false);
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve(same);
}
