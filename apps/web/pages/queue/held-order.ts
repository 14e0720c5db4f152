// Live rows that do not jump: what is shown keeps its place, figures in it stay fresh, and what came, went or moved waits for "Visa".

export interface Held<T> {
  readonly rows: readonly { readonly item: T; readonly gone: boolean }[];
  /** How many rows came in between, left, or stand elsewhere now. */
  readonly changes: number;
}

/** `shown` is what the reader sees, in that order; `fresh` is the list as it is now. Rows that come last are put last: nothing moves for them. */
export function holdOrder<T>(shown: readonly T[], fresh: readonly T[], idOf: (item: T) => string): Held<T> {
  const now = new Map(fresh.map((item) => [idOf(item), item]));
  const kept = shown.filter((item) => now.has(idOf(item))).map(idOf);
  const keptSet = new Set(kept);
  const freshKept = fresh.map(idOf).filter((id) => keptSet.has(id));
  const moved = kept.length - longestRising(kept.map((id) => freshKept.indexOf(id)));
  const lastKept = fresh.findLastIndex((item) => keptSet.has(idOf(item)));
  const between = fresh.slice(0, lastKept + 1).filter((item) => !keptSet.has(idOf(item))).length;
  const after = shown.length === 0 ? fresh : fresh.slice(lastKept + 1);
  const gone = shown.length - kept.length;
  return {
    rows: [
      ...shown.map((item) => ({ item: now.get(idOf(item)) ?? item, gone: !now.has(idOf(item)) })),
      ...(lastKept < 0 && shown.length > 0 ? [] : after).map((item) => ({ item, gone: false })),
    ],
    changes: gone + moved + (lastKept < 0 && shown.length > 0 ? fresh.length : between),
  };
}

/** Length of the longest rising run with gaps: the rows outside it are those that moved. */
function longestRising(values: readonly number[]): number {
  const tails: number[] = [];
  for (const value of values) {
    const at = tails.findIndex((tail) => tail >= value);
    tails[at < 0 ? tails.length : at] = value;
  }
  return tails.length;
}
