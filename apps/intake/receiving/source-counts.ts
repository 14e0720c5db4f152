// How many messages each source has sent, and what became of them; and the ward codes nobody has mapped.
import type { Item } from './item.ts';
import type { SourceCount } from './message-store.ts';
import type { Outcome } from './receiver.ts';

/** Senders nobody has mapped share one row: their names are theirs to make up. */
const sourceOf = (item: Item) => item.sourceId ?? 'okänd';

function tally(rows: readonly { item: Item; duplicate: boolean }[]): Map<string, SourceCount> {
  const counts = new Map<string, SourceCount>();
  for (const { item, duplicate } of rows) {
    if (item.retry) continue;
    const source = sourceOf(item);
    const sofar = counts.get(source) ?? { source, received: 0, quarantined: 0, refused: 0, duplicates: 0 };
    const counted = (status: Item['status']) => (!duplicate && item.status === status ? 1 : 0);
    counts.set(source, {
      source,
      received: sofar.received + 1,
      quarantined: sofar.quarantined + counted('quarantined'),
      refused: sofar.refused + counted('refused'),
      duplicates: sofar.duplicates + (duplicate ? 1 : 0),
    });
  }
  return counts;
}

/** As it will be when nothing has come before: what the first statement of a batch counts. */
export const expectedCounts = (items: readonly Item[]): SourceCount[] => [
  ...tally(items.map((item) => ({ item, duplicate: false }))).values(),
];

/** What the batch turned out to differ from what was expected. */
export function corrections(expected: readonly SourceCount[], outcomes: readonly Outcome[]): SourceCount[] {
  const found = tally(outcomes);
  return expected.flatMap((before) => {
    const now = found.get(before.source)!;
    const change = {
      source: before.source,
      received: 0,
      quarantined: now.quarantined - before.quarantined,
      refused: now.refused - before.refused,
      duplicates: now.duplicates - before.duplicates,
    };
    return change.quarantined === 0 && change.refused === 0 && change.duplicates === 0 ? [] : [change];
  });
}

export function unknownUnits(outcomes: readonly Outcome[]): { sourceId: string; code: string; messages: number }[] {
  const units = new Map<string, { sourceId: string; code: string; messages: number }>();
  for (const { item, duplicate } of outcomes) {
    if (duplicate || item.sourceId === null) continue;
    for (const code of item.unknownUnits) {
      const key = `${item.sourceId}\n${code}`;
      units.set(key, { sourceId: item.sourceId, code, messages: (units.get(key)?.messages ?? 0) + 1 });
    }
  }
  return [...units.values()];
}
