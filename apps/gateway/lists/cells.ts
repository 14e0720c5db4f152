// The queue counted by everything it can be filtered by. From these cells come the total, the summary and the facets, each under the other filters.
import type { JourneyList } from '#contracts';
import { type FacetName, facetNames, type JourneysQueryInput, stateIsFacet } from './journey-filter.ts';

/** How many journeys share all these values, and how long they have waited together. */
export interface Cell extends Readonly<Record<FacetName, string | null>> {
  /** Belongs to the municipality asked for although its own is hidden. */
  readonly mine: boolean;
  readonly n: number;
  readonly waiting: number;
  /** Seconds since 1970: when the first of them became ready, and the sum of when all did. */
  readonly first: number | null;
  readonly sum: number | null;
}

export type Figures = Pick<JourneyList, 'total' | 'summary' | 'facets'>;
type Filter = (cell: Cell) => boolean;

function filtersOf(query: JourneysQueryInput): Map<FacetName, Filter> {
  const filters = new Map<FacetName, Filter>();
  if (stateIsFacet(query.state)) filters.set('state', (c) => c.state === query.state);
  if (query.municipality) filters.set('municipality', (c) => c.municipality === query.municipality || c.mine);
  for (const name of ['unit', 'facility', 'cause', 'target', 'badge'] as const) {
    if (query[name]) filters.set(name, (c) => c[name] === query[name]);
  }
  return filters;
}

export function figuresOf(cells: readonly Cell[], query: JourneysQueryInput, at: Date): Figures {
  const filters = filtersOf(query);
  const passing = (without: FacetName | null) =>
    cells.filter((cell) => [...filters].every(([name, passes]) => name === without || passes(cell)));
  const all = passing(null);
  const count = (some: readonly Cell[], of: (cell: Cell) => number) => some.reduce((sum, cell) => sum + of(cell), 0);
  const now = at.getTime() / 1000;
  const facets = Object.fromEntries(
    facetNames.map((name) => {
      const counts: Record<string, number> = {};
      for (const cell of filters.has(name) ? passing(name) : all) {
        const value = cell[name];
        if (value !== null) counts[value] = (counts[value] ?? 0) + cell.n;
      }
      return [name, Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
  const badged = (badge: string) => count(all, (c) => (c.badge === badge ? c.n : 0));
  return {
    total: count(all, (c) => c.n),
    summary: {
      waiting: count(all, (c) => c.waiting),
      over: badged('over'),
      near: badged('near'),
      oldestHours: rounded(Math.max(0, ...all.map((c) => (c.first === null ? 0 : (now - c.first) / 3600)))),
      totalHours: rounded(count(all, (c) => (c.sum === null ? 0 : Math.max(0, c.waiting * now - c.sum) / 3600))),
    },
    facets,
  };
}

const rounded = (hours: number) => Math.round(hours * 100) / 100;
