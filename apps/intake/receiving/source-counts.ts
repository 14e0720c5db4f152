// How many messages each source has sent, and what became of them. Gathered here and written once a second: a row that every batch had to lock
// would make them wait for each other. The messages themselves are the truth; a crash costs a second of these figures at most.
import type { DataSource } from 'typeorm';
import type { Item } from './item.ts';
import { countSources, type SourceCount } from './message-store.ts';
import type { Outcome } from './receiver.ts';

/** Senders nobody has mapped share one row: their names are theirs to make up. */
const sourceOf = (item: Item) => item.sourceId ?? 'okänd';

export class SourceCounts {
  private counts = new Map<string, SourceCount>();
  private writing: Promise<void> = Promise.resolve();
  private readonly dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.dataSource = dataSource;
  }

  add(outcomes: readonly Outcome[], at: Date): void {
    for (const { item, duplicate } of outcomes) {
      if (item.retry) continue;
      const source = sourceOf(item);
      const sofar = this.counts.get(source) ?? { source, at, received: 0, quarantined: 0, refused: 0, duplicates: 0 };
      const counted = (status: Item['status']) => (!duplicate && item.status === status ? 1 : 0);
      this.counts.set(source, {
        source,
        at,
        received: sofar.received + 1,
        quarantined: sofar.quarantined + counted('quarantined'),
        refused: sofar.refused + counted('refused'),
        duplicates: sofar.duplicates + (duplicate ? 1 : 0),
      });
    }
  }

  /** Writes what has been gathered. What could not be written is kept for the next time. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    try {
      await countSources(this.dataSource, [...counts.values()]);
    } catch {
      for (const [source, count] of counts) {
        const newer = this.counts.get(source);
        const sum = (field: 'received' | 'quarantined' | 'refused' | 'duplicates') => count[field] + (newer?.[field] ?? 0);
        this.counts.set(source, {
          source,
          at: newer?.at ?? count.at,
          received: sum('received'),
          quarantined: sum('quarantined'),
          refused: sum('refused'),
          duplicates: sum('duplicates'),
        });
      }
    }
  }
}

/** Ward codes nobody has mapped, of the messages that were taken in. */
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
