// One act of a user, once: a double click is dropped while the first is on its way, and an act that got no answer is sent again under its old key.
import { useCallback, useRef, useState } from 'react';
import { ApiProblem, call, newKey, type Call, type ResponseOf, type UsedRoute } from './client.ts';
import { useLeaveGuard } from './leave-guard.ts';

export type Outcome<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'refused'; readonly problem: ApiProblem } | { readonly kind: 'busy' };

export function useAct<N extends UsedRoute>(name: N): { busy: boolean; run: (options: Call<N>) => Promise<Outcome<ResponseOf<N>>> } {
  const onItsWay = useRef(false);
  const unanswered = useRef<{ what: string; key: string } | null>(null);
  const [busy, setBusy] = useState(false);
  useLeaveGuard(busy);

  const run = useCallback(
    async (options: Call<N>): Promise<Outcome<ResponseOf<N>>> => {
      if (onItsWay.current) return { kind: 'busy' };
      onItsWay.current = true;
      setBusy(true);
      const what = JSON.stringify([options.id, options.body, options.ifMatch]);
      const key = unanswered.current?.what === what ? unanswered.current.key : newKey();
      unanswered.current = { what, key };
      try {
        const value = await call(name, { ...options, key });
        unanswered.current = null;
        return { kind: 'done', value };
      } catch (error) {
        const problem = error instanceof ApiProblem ? error : new ApiProblem('internal', 0);
        if (problem.status > 0) unanswered.current = null;
        return { kind: 'refused', problem };
      } finally {
        onItsWay.current = false;
        setBusy(false);
      }
    },
    [name],
  );
  return { busy, run };
}
