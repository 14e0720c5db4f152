// Gates and the chain behind one: who holds the places I wait for, which of them are ready to leave, what they wait for in turn, and so on to the last
// closed gate. Opening that one lets the rest move; the counts say who stands there now and are no blame. A gate is counted as those in front of it
// meet it: a free place without what they need opens nothing for them.
import type { CareKind, Gate, PlaceFeature } from '#contracts';
import { careKinds, traitsOf } from '../flow/care-kinds.ts';
import { instantOf } from '../time/calendar.ts';
import type { OpenWait } from './situation.ts';
import { closureEndsAt, fits, isGiven, queueOf, reportingUnits, type Scene, type Waiter } from './scene.ts';

/** Where somebody wants to go, and what the place must have. */
export interface Way {
  readonly kind: CareKind;
  readonly needs: readonly PlaceFeature[];
}

interface Onward {
  readonly way: Way;
  /** How many of those behind the gate before go this way; nobody is behind one before the first. */
  readonly people?: number;
}

/** Where a wait leads; null when nobody has said. */
export function wayOf(wait: OpenWait): Way | null {
  const kind = queueOf(wait);
  return kind === null ? null : { kind, needs: traitsOf(kind).needsPlace ? wait.needs : [] };
}

/** The same for the same way, in whatever order needs are told. */
export const wayKey = ({ kind, needs }: Way): string => [kind, ...[...needs].sort()].join();

/** A gate as it stands for everyone in the municipality who needs this. */
export function gateOf(scene: Scene, { kind, needs }: Way): Gate {
  const suits = (place: { readonly features: readonly PlaceFeature[] | null }) => fits(place, needs);
  const places = (scene.places.get(kind) ?? []).filter(suits);
  const reported = reportingUnits(scene, kind).reduce((sum, unit) => sum + unit.reported!.places, 0);
  const free = scene.free.filter((slot) => slot.kind === kind && suits(slot)).length;
  const waiting = scene.waiters.filter((waiter) => standsAt(waiter, { kind, needs })).length;
  const opensAt = free > 0 ? null : opensAtOf(scene, { kind, needs });
  return {
    kind,
    ...(needs.length > 0 && { needs: [...needs] }),
    municipality: scene.municipality,
    state: stateOf(kind, free, waiting, opensAt),
    root: false,
    places: places.length + reported,
    free,
    closed: places.filter((place) => place.closure !== null).length,
    waiting,
    opensAt,
  };
}

const standsAt = (waiter: Waiter, { kind, needs }: Way): boolean =>
  queueOf(waiter.wait) === kind && !isGiven(waiter) && needs.every((need) => waiter.wait.needs.includes(need));

/** The earliest time a place is known to open: a vacancy the unit expects, an occupant's known date, or the end of a closure. */
export function opensAtOf(scene: Scene, { kind, needs }: Way): string | null {
  const now = instantOf(scene.now);
  const places = scene.places.get(kind) ?? [];
  let first: string | null = null;
  const opens = (at: string | null) => {
    if (at !== null && at > now && (first === null || at < first)) first = at;
  };
  for (const place of places) {
    if (!fits(place, needs)) continue;
    opens(closureEndsAt(place));
    if (place.status === 'occupied') opens(place.expectedFreeAt);
  }
  for (const unit of scene.units.get(kind) ?? []) {
    // Which place will be free is not said: one of those that suit, if the unit has any.
    const own = places.filter((place) => place.unitId === unit.unitId);
    if (own.length > 0 && !own.some((place) => fits(place, needs))) continue;
    for (const vacancy of unit.expectedVacancies) opens(vacancy.at);
  }
  return first;
}

/** Every gate where there are places or someone waits: one column of the matrix over the queue. */
export function gatesOf(scene: Scene): Gate[] {
  const kinds = (Object.keys(careKinds) as CareKind[]).filter((kind) => careKinds[kind].capacity !== 'beds');
  return kinds.map((kind) => gateOf(scene, { kind, needs: [] })).filter((gate) => gate.places > 0 || gate.waiting > 0);
}

/** The gates from one on to the end of the chain; the last is the root. Each kind is passed once, so a circle of waits ends too. */
export function chainFrom(scene: Scene, way: Way): Gate[] {
  const chain: Gate[] = [];
  const passed = new Set<CareKind>();
  for (let next: Onward | null = { way }; next !== null && !passed.has(next.way.kind);) {
    passed.add(next.way.kind);
    const gate: Gate = { ...gateOf(scene, next.way), ...(next.people !== undefined && { onward: next.people }) };
    chain.push(gate);
    next = chain.length > 1 && (gate.state === 'todo' || gate.state === 'open') ? null : onwardOf(scene, next.way);
  }
  return chain.map((gate, i) => ({ ...gate, root: i === chain.length - 1 }));
}

/** The chain for those in front of it who cannot get through, whatever is free for people with other needs or further ahead in the queue. */
export const chainBefore = (scene: Scene, way: Way): Gate[] =>
  chainFrom(scene, way).map((gate, i) => (i === 0 && gate.state !== 'part' ? { ...gate, state: 'shut' } : gate));

/**
 * What most of those who live behind a gate, in places that would suit, and are ready to leave, wait for: the commonest kind, and of those who wait for
 * it the commonest needs. Who stands first in the queue decides between equals. Somebody whose place onward is given already is in nobody's way.
 */
function onwardOf(scene: Scene, { kind, needs }: Way): Onward | null {
  const ready = scene.waiters.filter(
    (waiter) => waiter.journey.leg?.kind === kind && livesInOneThatSuits(scene, waiter, needs) && !isGiven(waiter),
  );
  const ways = ready.map(({ wait }) => wayOf(wait)).filter((way) => way !== null && way.kind !== kind) as Way[];
  const there = commonest(ways, (way) => way.kind);
  const way = commonest(there, wayKey)[0];
  return way ? { way, people: ready.filter((waiter) => standsAt(waiter, way)).length } : null;
}

function livesInOneThatSuits({ situation }: Scene, { journey }: Waiter, needs: readonly PlaceFeature[]): boolean {
  const placeId = journey.leg?.placeId ?? null;
  return fits({ features: (placeId === null ? null : situation.places.get(placeId)?.features) ?? null }, needs);
}

/** What a reader would notice of a chain. Long queues are compared in steps of five, so that not every arrival rewrites what is said of its neighbours. */
export const chainImprint = (chain: readonly Gate[]): string =>
  JSON.stringify(
    chain.map((gate) => [
      gate.kind,
      gate.needs ?? [],
      gate.municipality,
      gate.state,
      gate.root,
      gate.places,
      gate.free,
      gate.closed,
      gate.opensAt,
      coarse(gate.waiting),
      coarse(gate.onward ?? 0),
    ]),
  );

const coarse = (count: number) => (count < 5 ? count : 5 * Math.floor(count / 5));

/** All that share the commonest key, in the order given. */
function commonest<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()].reduce<T[]>((most, group) => (group.length > most.length ? group : most), []);
}

function stateOf(kind: CareKind, free: number, waiting: number, opensAt: string | null): Gate['state'] {
  if (!traitsOf(kind).needsPlace) return waiting > 0 ? 'todo' : 'open';
  if (free > 0 && free >= waiting) return waiting > 0 ? 'todo' : 'open';
  return opensAt === null ? 'shut' : 'part';
}
