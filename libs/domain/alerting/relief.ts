// What would clear a shortage, and by how much: a counterfactual over the chain. "If k more places stood open at this gate, how many of those held up
// could move now?" Every move frees the place it leaves, so an opening far down the chain is counted all the way up. No probabilities: places and people.
import type { CareKind, Gate, Relief } from '#contracts';
import type { OpenJourney, Situation } from '../causes/situation.ts';
import { placeTargets, traitsOf } from '../flow/care-kinds.ts';
import { byText, closureEndsAt, type Room, type Rooms, type Slot } from './room.ts';

/** More than this is another question (how many places should there be), and the forecast answers it. */
const mostPlaces = 10;

export interface Held {
  readonly situation: Situation;
  readonly rooms: Rooms;
  /** Everybody of the municipality who waits for a place, longest first. */
  readonly waiting: readonly OpenJourney[];
  /** Those the alert is about. */
  readonly heldUp: ReadonlySet<string>;
  readonly chain: readonly Gate[];
}

/** What would help, best first. */
export function reliefFor(held: Held): Relief[] {
  const direct = movesOf(held, [], false);
  const now = movesOf(held, [], true);
  const placing = { role: 'placement' as const, organisation: held.rooms.municipality };
  const none = { unitId: null, at: null, owner: placing };
  const first = held.chain[0]?.kind ?? null;
  const reliefs: Relief[] = [
    { ...none, action: 'match-free-places', kind: first, places: direct.heldUp, people: direct.heldUp },
    { ...none, action: 'move-onward', kind: held.chain[1]?.kind ?? null, places: now.all - direct.all, people: now.heldUp - direct.heldUp },
    ...held.chain.flatMap((gate) => [...reopenings(held, gate.kind, now.heldUp), ...morePlaces(held, gate.kind, now.heldUp)]),
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

function reopenings(held: Held, kind: CareKind, without: number): Relief[] {
  const all = held.rooms.of(kind).closed;
  return [...new Set(all.map((p) => p.unitId))].map((unitId) => {
    const closed = all.filter((p) => p.unitId === unitId);
    const slots = closed.map((p): Slot => ({ kind, features: p.features }));
    const { places, people } = leastOf(held, slots, without);
    const ends = closed
      .map(closureEndsAt)
      .filter((at) => at !== null)
      .sort();
    return { action: 'reopen-closed', kind, unitId, places, people, at: ends[0] ?? null, owner: { role: 'unit', organisation: unitId } };
  });
}

function morePlaces(held: Held, kind: CareKind, without: number): Relief[] {
  const slots = Array.from({ length: Math.min(mostPlaces, held.heldUp.size) }, (): Slot => ({ kind, features: null }));
  const { places, people } = leastOf(held, slots, without);
  const owner =
    traitsOf(kind).runBy === 'municipality'
      ? { role: 'placement' as const, organisation: held.rooms.municipality }
      : { role: 'region' as const, organisation: 'region' };
  return [{ action: 'free-places', kind, unitId: null, places, people, at: held.rooms.of(kind).opensAt, owner }];
}

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

/** Lets people move, longest wait first, until nobody can. With `onward`, a place that is left can be taken by the next. */
function movesOf(held: Held, extra: readonly Slot[], onward: boolean): Moves {
  const open = [...held.rooms.all().flatMap((room: Room) => room.free), ...extra];
  const left = [...held.waiting];
  let all = 0;
  let heldUp = 0;
  for (let moved = true; moved;) {
    moved = false;
    for (let i = 0; i < left.length && open.length > 0; i++) {
      const journey = left[i]!;
      const slot = slotFor(journey, open);
      if (slot === -1) continue;
      open.splice(slot, 1);
      left.splice(i--, 1);
      all++;
      if (held.heldUp.has(journey.journeyId)) heldUp++;
      const vacated = onward ? slotLeftBy(journey, held) : null;
      if (vacated) {
        open.push(vacated);
        moved = true;
      }
    }
  }
  return { all, heldUp };
}

/** Index of the slot the person takes: first target first, and of the slots that suit the one with the least to spare; -1 when none does. */
function slotFor(journey: OpenJourney, open: readonly Slot[]): number {
  for (const kind of placeTargets(journey.wait!.targets)) {
    let best = -1;
    for (const [i, slot] of open.entries()) {
      if (slot.kind !== kind || !suits(journey, slot)) continue;
      if (best === -1 || spare(slot) < spare(open[best]!)) best = i;
    }
    if (best !== -1) return best;
  }
  return -1;
}

const suits = (journey: OpenJourney, slot: Slot): boolean =>
  slot.features === null || journey.needs.every((need) => slot.features!.includes(need));
const spare = (slot: Slot): number => slot.features?.length ?? 99;

function slotLeftBy(journey: OpenJourney, held: Held): Slot | null {
  const leg = journey.leg;
  if (!leg || !traitsOf(leg.kind).needsPlace) return null;
  const place = leg.placeId ? held.situation.places.get(leg.placeId) : undefined;
  if (place?.closure || (place && place.municipality !== held.rooms.municipality)) return null;
  return { kind: leg.kind, features: place?.features ?? null };
}

/** How many of those held up the places that are free now could take. */
export const takenByFree = (held: Held): number => movesOf(held, [], false).heldUp;
