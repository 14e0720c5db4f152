import { useEffect } from 'react';

/** While it holds, the browser asks before the page is left or loaded anew: something is typed, or on its way. */
export function useLeaveGuard(holds: boolean): void {
  useEffect(() => {
    if (!holds) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [holds]);
}
