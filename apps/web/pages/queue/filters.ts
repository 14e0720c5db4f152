// The queue's filters as the URL holds them. Anything else in the address is dropped.
import type { QueueFilters } from '../../api/queries.ts';
import { grouped } from './sorting.ts';

/** What is filtered, and how it is shown. */
export interface QueueSearch extends QueueFilters {
  readonly group?: string | undefined;
  readonly hide?: string | undefined;
}

const fields = [
  'state',
  'municipality',
  'unit',
  'facility',
  'cause',
  'target',
  'badge',
  'q',
  'sort',
  'asOf',
  'group',
  'hide',
] as const satisfies readonly (keyof QueueSearch)[];
export const defaultSort = '-waitHours';
export const defaultState = 'discharge-ready';
/** Longer than any name; more is a paste by mistake. */
export const longestText = 100;

export function readFilters(search: Record<string, unknown>): QueueSearch {
  const read: Record<string, string> = {};
  for (const field of fields) {
    const value = search[field];
    if (typeof value === 'string' && value.trim() !== '') read[field] = clean(value);
  }
  return read;
}

/** What is sent: the view's own defaults filled in. */
export const asQuery = (search: QueueSearch): QueueFilters => {
  const { state = defaultState, sort = defaultSort, group } = search;
  return { ...search, group: undefined, hide: undefined, state, sort: grouped(sort, group) } as QueueFilters;
};

/** Pasted text without what no one types: control characters and marks that turn the direction of text. */
export const clean = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ').slice(0, longestText);

export const isFiltered = ({ municipality, unit, facility, cause, target, badge, q }: QueueFilters): boolean =>
  [municipality, unit, facility, cause, target, badge, q].some((value) => value !== undefined);
