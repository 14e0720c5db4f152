// Who could have a place right now, if somebody acted: the free places dealt out along the queue. Whoever gets one here waits for an act, not for room;
// whoever is left over is short of places, even while some stand free for those ahead.
import { fits, spare, type Scene, type Slot, type Waiter } from './scene.ts';

export type Allotment = ReadonlyMap<string, Slot>;

export function allot(scene: Scene): Allotment {
  const left = new Set(scene.free);
  const allotted = new Map<string, Slot>();
  if (left.size === 0) return allotted;
  for (const waiter of scene.seekers) {
    const slot = bestSlot(left, waiter);
    if (!slot) continue;
    left.delete(slot);
    allotted.set(waiter.wait.waitId, slot);
  }
  return allotted;
}

/** Any free place that fits, whoever else is ahead: what a person who said no could still have. */
export const anySlot = (scene: Scene, waiter: Waiter): Slot | null => bestSlot(scene.free, waiter);

/** First target first; then the wished unit, a unit that takes people in today, the place with least to spare, and the first by name. */
export function bestSlot(slots: Iterable<Slot>, { wait, request, journey }: Waiter): Slot | null {
  const wished = request?.wishUnitId ?? journey.wish?.unitId ?? null;
  let best: Slot | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    const kind = wait.targets.indexOf(slot.kind);
    if (kind < 0 || !fits(slot, wait.needs)) continue;
    const rank = (kind * 4 + (slot.unitId === wished ? 0 : 2) + (slot.intakeNow ? 0 : 1)) * 16 + Math.min(spare(slot), 15);
    if (rank < bestRank || (rank === bestRank && nameOf(slot) < nameOf(best!))) {
      best = slot;
      bestRank = rank;
    }
  }
  return best;
}

const nameOf = (slot: Slot): string => slot.placeId ?? slot.unitId ?? '';
