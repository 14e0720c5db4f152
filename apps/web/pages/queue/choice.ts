// Which rows are chosen. A range goes from the row chosen last to this one, as in any mail program. Rows that left the list are not chosen.
import { useCallback, useMemo, useRef, useState } from 'react';

export interface Choice {
  readonly ids: ReadonlySet<string>;
  has(id: string): boolean;
  toggle(id: string, range: boolean): void;
  /** All, or none when all are. */
  all(): void;
  clear(): void;
}

export function useChoice(shown: readonly string[]): Choice {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const order = useRef(shown);
  order.current = shown;
  const last = useRef<string | null>(null);
  const toggle = useCallback((id: string, range: boolean) => {
    // Read before React gets to it: the next press may come first.
    const from = last.current;
    last.current = id;
    setPicked((before) => picks(before, order.current, from, id, range));
  }, []);
  const key = shown.join();
  return useMemo(() => {
    const ids = new Set(order.current.filter((id) => picked.has(id)));
    return {
      ids,
      has: (id) => ids.has(id),
      toggle,
      all: () => setPicked(ids.size === order.current.length ? new Set() : new Set(order.current)),
      clear: () => setPicked(new Set()),
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the rows are compared by what they are
  }, [key, picked, toggle]);
}

export function picks(
  before: ReadonlySet<string>,
  shown: readonly string[],
  from: string | null,
  id: string,
  range: boolean,
): ReadonlySet<string> {
  const after = new Set(before);
  const start = from === null ? -1 : shown.indexOf(from);
  const end = shown.indexOf(id);
  if (range && start >= 0 && end >= 0) {
    for (const one of shown.slice(Math.min(start, end), Math.max(start, end) + 1)) after.add(one);
  } else if (!after.delete(id)) after.add(id);
  return after;
}
