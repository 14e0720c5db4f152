import { useMemo, useState } from 'react';
import type { JourneyItem } from '#contracts';
import { holdOrder, type Held } from './held-order.ts';

/** Rows in the order the reader last agreed to. Another view (other filters, other sort) starts anew. */
export function useHeldRows(fresh: readonly JourneyItem[] | undefined, view: string): Held<JourneyItem> & { show: () => void } {
  const [agreed, setAgreed] = useState<{ view: string; items: readonly JourneyItem[] }>({ view: '', items: [] });
  const held = useMemo(
    () => holdOrder(agreed.view === view ? agreed.items : [], fresh ?? [], (item) => item.journeyId),
    [agreed, fresh, view],
  );
  // Adopting while rendering spares a paint of the old order.
  if (fresh && (agreed.view !== view || (held.changes === 0 && held.rows.length !== agreed.items.length)))
    setAgreed({ view, items: fresh });
  return { ...held, show: () => fresh && setAgreed({ view, items: fresh }) };
}
