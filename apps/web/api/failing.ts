// Whether something on the screen could not be brought up to date, and since when it is old. What was fetched before stays on the screen, and must not pass for new.
import { useSyncExternalStore } from 'react';
import { notifyManager } from '@tanstack/react-query';
import { ApiProblem } from './client.ts';
import { queryClient } from './queries.ts';

const cache = queryClient.getQueryCache();
const follow = (tell: () => void) => cache.subscribe(notifyManager.batchCalls(tell));

/** No is an answer, and needs no second try. */
const isAnswer = (error: unknown): boolean => error instanceof ApiProblem && error.status >= 400 && error.status < 500;

function oldest(): number | null {
  const failed = cache
    .findAll({ type: 'active' })
    .map(({ state }) => state)
    .filter(({ status, error, data, dataUpdatedAt }) => status === 'error' && !isAnswer(error) && data !== undefined && dataUpdatedAt > 0);
  return failed.length === 0 ? null : Math.min(...failed.map(({ dataUpdatedAt }) => dataUpdatedAt));
}

/** `Date.now()` of the oldest of it, by the computer's clock, right or wrong; null when all is well. */
export const useFailingSince = (): number | null => useSyncExternalStore(follow, oldest);

export const tryAgain = (): Promise<void> => queryClient.refetchQueries({ type: 'active' });
