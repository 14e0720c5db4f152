// What the screens read, under which key it is kept, and which of it a line of the live stream makes old.
import { QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { StreamChange } from '#contracts';
import { ApiProblem, call } from './client.ts';
import { tellTime } from './server-clock.ts';

/** Long enough for one act's hops to land together, short enough to be felt as live. */
const gatherMs = 700;
const freshMs = 60_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal is an answer; only silence is asked again.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

/** The answer, and the server's time learnt from it unless it speaks of the past. */
const timed = async <T extends { readonly at: string }>(answer: Promise<T>, asOf?: string): Promise<T> => {
  const body = await answer;
  if (!asOf) tellTime(body.at);
  return body;
};

export interface QueueFilters {
  readonly state?: string | undefined;
  readonly municipality?: string | undefined;
  readonly unit?: string | undefined;
  readonly facility?: string | undefined;
  readonly cause?: string | undefined;
  readonly target?: string | undefined;
  readonly badge?: string | undefined;
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly asOf?: string | undefined;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await call('session', { signal });
    tellTime(session.now);
    return session;
  },
  staleTime: Infinity,
});

export const journeysQuery = (filters: QueueFilters) =>
  infiniteQueryOptions({
    queryKey: ['journeys', filters],
    queryFn: ({ signal, pageParam }) =>
      timed(call('listJourneys', { query: { ...filters, limit: 50, cursor: pageParam }, signal }), filters.asOf),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: filters.asOf ? false : freshMs,
    placeholderData: (before) => before,
  });

export const gatesQuery = (asOf?: string) =>
  queryOptions({
    queryKey: ['gates', asOf],
    queryFn: ({ signal }) => timed(call('getGates', { query: { asOf }, signal }), asOf),
    refetchInterval: asOf ? false : freshMs,
  });

export const journeyQuery = (id: string, asOf?: string) =>
  queryOptions({
    queryKey: ['journey', id, asOf],
    queryFn: ({ signal }) => call('getJourney', { id, query: { asOf }, signal }),
    refetchInterval: asOf ? false : freshMs,
  });

/** Says that the case is on the screen, and learns how many others have it on theirs. */
export const presenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['presence', id],
    queryFn: ({ signal }) => call('presence', { id, body: { open: true }, signal }),
    refetchInterval: 15_000,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const viewsQuery = queryOptions({ queryKey: ['views'], queryFn: ({ signal }) => call('listViews', { signal }), staleTime: 60_000 });

export const accessLogQuery = (id: string) =>
  queryOptions({ queryKey: ['access-log', id], queryFn: ({ signal }) => call('getAccessLog', { id, query: { limit: 100 }, signal }) });

export const unitsQuery = (asOf?: string) =>
  queryOptions({
    queryKey: ['units', asOf],
    queryFn: ({ signal }) => timed(call('listUnits', { query: { limit: 500, asOf }, signal }), asOf),
    refetchInterval: asOf ? false : freshMs,
  });

export const unitQuery = (id: string) => queryOptions({ queryKey: ['unit', id], queryFn: ({ signal }) => call('getUnit', { id, signal }) });

export const matchQuery = (journeyId: string) =>
  queryOptions({
    queryKey: ['match', journeyId],
    queryFn: ({ signal }) => timed(call('match', { id: journeyId, signal })),
    refetchInterval: freshMs,
  });

export const alertsQuery = (state: string) =>
  queryOptions({
    queryKey: ['alerts', state],
    queryFn: ({ signal }) => timed(call('listAlerts', { query: { state, limit: 200 }, signal })),
    refetchInterval: freshMs,
    placeholderData: (before) => before,
  });

export const alertQuery = (id: string) =>
  queryOptions({ queryKey: ['alert', id], queryFn: ({ signal }) => call('getAlert', { id, signal }) });
export const silencesQuery = queryOptions({
  queryKey: ['silences'],
  queryFn: ({ signal }) => call('listSilences', { query: { limit: 100 }, signal }),
});

export const operatorQuery = queryOptions({
  queryKey: ['operator'],
  queryFn: ({ signal }) => timed(call('operator', { signal })),
  refetchInterval: 5_000,
});
export const messagesQuery = (status: string) =>
  queryOptions({
    queryKey: ['messages', status],
    queryFn: ({ signal }) => call('listMessages', { query: { status, limit: 100 }, signal }),
    refetchInterval: 15_000,
  });
export const noticesQuery = (status: string) =>
  infiniteQueryOptions({
    queryKey: ['notices', status],
    queryFn: ({ signal, pageParam }) => call('listNotices', { query: { status, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 15_000,
    placeholderData: (before) => before,
  });
export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => call('getPolicy', { signal }),
  refetchInterval: freshMs,
});
/** Counts every row there is: asked for when the page is opened, and when somebody presses. */
export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => call('getRetention', { signal, patienceMs: 60_000 }),
  staleTime: freshMs,
  refetchOnWindowFocus: false,
});

const madeOld: Record<StreamChange['kind'], readonly string[]> = {
  presence: ['presence'],
  journey: ['journeys', 'gates', 'journey', 'match'],
  unit: ['units', 'unit', 'gates', 'match', 'journeys'],
  alert: ['alerts', 'alert'],
  message: ['operator', 'messages'],
  reset: ['journeys', 'gates', 'journey', 'presence', 'match', 'units', 'unit', 'alerts', 'alert', 'silences', 'operator', 'messages'],
};

/** Collects what changed for a moment and then asks again for what is on the screen. */
export function changeTaker(): (change: StreamChange) => void {
  let gathered = new Map<string, Set<string> | 'all'>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    const now = gathered;
    gathered = new Map();
    timer = null;
    void queryClient.invalidateQueries({
      predicate: ({ queryKey: [family, id, asOf] }) => {
        const ids = now.get(String(family));
        const isOne = family === 'journey' || family === 'presence' || family === 'unit' || family === 'alert';
        const past =
          family === 'presence'
            ? undefined
            : family === 'journey'
              ? asOf
              : family === 'gates' || family === 'units'
                ? id
                : (id as QueueFilters | undefined)?.asOf;
        return ids !== undefined && !past && (ids === 'all' || !isOne || ids.has(String(id)));
      },
    });
  };
  return (change) => {
    for (const family of madeOld[change.kind] ?? madeOld.reset) {
      const known = gathered.get(family);
      if (change.kind === 'reset' || family !== change.kind) gathered.set(family, 'all');
      else if (known !== 'all') gathered.set(family, new Set([...(known ?? []), change.id]));
    }
    timer ??= setTimeout(flush, gatherMs);
  };
}
