// Which dialogs lie over each other. Only what is in the topmost can be reached, by hand or by screen reader.
import { useEffect } from 'react';
import { newStore, useStore } from '../api/store.ts';

const stack = newStore<readonly string[]>([]);

export const useTopmost = (): string | null => useStore(stack).at(-1) ?? null;

export function useInStack(id: string): void {
  useEffect(() => {
    stack.set([...stack.get(), id]);
    return () => stack.set(stack.get().filter((one) => one !== id));
  }, [id]);
}
