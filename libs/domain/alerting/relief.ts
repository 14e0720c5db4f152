// What would clear a shortage, and by how much: a counterfactual over the chain. "If k more places stood open at this gate, how many of those held up
// could move now?" Every move frees the place it leaves, so an opening far down the chain is counted all the way up. No probabilities: places and people.
import type { Gate, Relief } from '#contracts';
import { bestSlot } from '../causes/allotment.ts';
import { opensAtOf } from '../causes/gates.ts';
import { closureEndsAt, type Scene, type Slot, type Waiter } from '../causes/scene.ts';
import { traitsOf } from '../flow/care-kinds.ts';
import { byText } from './finding.ts';

/** More than this is another question (how many places should there be), and the forecast answers it. */
const mostPlaces = 10;

export interface Held {
  readonly scene: Scene;
  /** Those the alert is about: some of the seekers of the scene. */
  readonly heldUp: ReadonlySet<string>;
  readonly chain: readonly Gate[];
}

/** What would help, best first. */
export function reliefFor(held: Held): Relief[] {
  const direct = movesOf(held, [], false);
  const now = movesOf(held, [], true);
  const placing = { role: 'placement' as const, organisation: held.scene.municipality };
  const none = { unitId: null, at: null, owner: placing };
  const first = held.chain[0]?.kind ?? null;
  const reliefs: Relief[] = [
    { ...none, action: 'match-free-places', kind: first, places: direct.heldUp, people: direct.heldUp },
    { ...none, action: 'move-onward', kind: held.chain[1]?.kind ?? null, places: now.all - direct.all, people: now.heldUp - direct.heldUp },
    ...held.chain.flatMap((gate) => [...reopenings(held, gate, now.heldUp), ...morePlaces(held, gate, now.heldUp)]),
  ];
  return reliefs.filter((r) => r.people > 0).sort(byWorth);
}

/** Most people first; among equals what can be done today, then the fewest places, then a fixed order. */
function byWorth(a: Relief, b: Relief): number {
  const hypothetical = (r: Relief) => (r.action === 'free-places' ? 1 : 0);
  return (
    b.people - a.people ||
    hypothetical(a) - hypothetical(b) ||
    a.places - b.places ||
    byText(`${a.action}${a.kind}${a.unitId}`, `${b.action}${b.kind}${b.unitId}`)
  );
}

function reopenings(held: Held, { kind }: Gate, without: number): Relief[] {
  const all = (held.scene.places.get(kind) ?? []).filter((place) => place.closure !== null);
  return [...new Set(all.map((p) => p.unitId))].map((unitId) => {
    const closed = all.filter((p) => p.unitId === unitId);
    const { places, people } = leastOf(held, closed.map(toSlot), without);
    const ends = closed
      .map(closureEndsAt)
      .filter((at) => at !== null)
      .sort();
    return { action: 'reopen-closed', kind, unitId, places, people, at: ends[0] ?? null, owner: { role: 'unit', organisation: unitId } };
  });
}

/** More places of the kind, with what those who stand there most need. */
function morePlaces(held: Held, { kind, needs }: Gate, without: number): Relief[] {
  const features = needs ?? null;
  const slots = Array.from({ length: Math.min(mostPlaces, held.heldUp.size) }, () => toSlot({ kind, unitId: null, features }));
  const { places, people } = leastOf(held, slots, without);
  const owner =
    traitsOf(kind).runBy === 'municipality'
      ? { role: 'placement' as const, organisation: held.scene.municipality }
      : { role: 'region' as const, organisation: 'region' };
  const at = opensAtOf(held.scene, { kind, needs: needs ?? [] });
  return [{ action: 'free-places', kind, ...(needs && { needs }), unitId: null, places, people, at, owner }];
}

const toSlot = ({ kind, unitId, features }: Pick<Slot, 'kind' | 'unitId' | 'features'>): Slot => ({
  kind,
  unitId,
  features,
  placeId: null,
  intakeNow: true,
});

/** The fewest of the slots that let as many move as all of them would. */
function leastOf(held: Held, slots: readonly Slot[], without: number): { places: number; people: number } {
  const peopleWith = (count: number) => movesOf(held, slots.slice(0, count), true).heldUp - without;
  const people = peopleWith(slots.length);
  let places = slots.length;
  while (places > 0 && peopleWith(places - 1) === people) places--;
  return { places, people };
}

interface Moves {
  readonly all: number;
  readonly heldUp: number;
}

/** Lets people move, in the order that places are given, until nobody can. With `onward`, a place that is left can be taken by the next. */
function movesOf({ scene, heldUp: about }: Held, extra: readonly Slot[], onward: boolean): Moves {
  const open = new Set([...scene.free, ...extra]);
  let left = [...scene.seekers];
  let all = 0;
  let heldUp = 0;
  for (let moved = true; moved;) {
    moved = false;
    const still: Waiter[] = [];
    for (const waiter of left) {
      const slot = open.size > 0 ? bestSlot(open, waiter) : null;
      if (!slot) {
        still.push(waiter);
        continue;
      }
      open.delete(slot);
      all++;
      if (about.has(waiter.journey.journeyId)) heldUp++;
      const vacated = onward ? slotLeftBy(waiter, scene) : null;
      if (!vacated) continue;
      open.add(vacated);
      moved = true;
    }
    left = still;
  }
  return { all, heldUp };
}

function slotLeftBy({ journey: { leg } }: Waiter, { situation, municipality }: Scene): Slot | null {
  if (!leg || !traitsOf(leg.kind).needsPlace) return null;
  const place = leg.placeId ? situation.places.get(leg.placeId) : undefined;
  if (place?.closure || (place && place.municipality !== municipality)) return null;
  return toSlot({ kind: leg.kind, unitId: leg.unitId, features: place?.features ?? null });
}

/** How many of those held up the places that are free now could take. */
export const takenByFree = (held: Held): number => movesOf(held, [], false).heldUp;
