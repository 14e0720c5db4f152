// What a saved view remembers of the address, and whether the address is that view. Never the search text or a moment in the past.
import type { QueueView } from '#contracts';
import { readFilters, type QueueSearch } from './filters.ts';

const kept = ['state', 'municipality', 'unit', 'facility', 'cause', 'target', 'badge', 'sort', 'group', 'hide'] as const;

export function viewOf(search: QueueSearch, hide: string): QueueView {
  const view: Partial<Record<(typeof kept)[number], string>> = {};
  for (const field of kept) {
    const value = field === 'hide' ? hide : search[field];
    if (value !== undefined) view[field] = value;
  }
  return view as QueueView;
}

export const sameView = (view: QueueView, search: QueueSearch): boolean => kept.every((field) => view[field] === search[field]);

/** The queue was opened without saying what to show. */
export const isBare = (search: QueueSearch): boolean => Object.keys(readFilters({ ...search })).length === 0;
