// Small choices kept on this computer: theme, language, single-letter keys. Without storage they last as long as the page.
import { newStore, type Store } from './store.ts';

export function remembered<T extends string>(name: string, allowed: readonly T[] | RegExp, otherwise: T): Store<T> {
  const key = `sluss.${name}`;
  const store = newStore<T>(read());
  return {
    ...store,
    set(next) {
      store.set(next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // Private mode or a full disk: remembered until the page closes.
      }
    },
  };

  function read(): T {
    try {
      const kept = localStorage.getItem(key) as T | null;
      return kept !== null && (allowed instanceof RegExp ? allowed.test(kept) : allowed.includes(kept)) ? kept : otherwise;
    } catch {
      return otherwise;
    }
  }
}

export const theme = remembered('theme', ['system', 'light', 'dark'], 'system');
export const language = remembered('language', ['sv', 'en'], 'sv');
export const letterKeys = remembered('letter-keys', ['on', 'off'], 'on');
