// One municipality's situation, sorted for judging: who stands in which queue, what is free, who lives where and waits to move on.
import type { CareKind, PlaceView, PlacementPolicy, RequestView } from '#contracts';
import { placeTargets, traitsOf } from '../flow/care-kinds.ts';
import { priorityOf } from '../placement/follow-journey.ts';
import { inQueueOrder } from '../placement/queue.ts';
import { requestIdOf } from '../placement/requests.ts';
import { instantOf, isWeekend, localDate, startOfLocalDay, type Millis } from '../time/calendar.ts';
import type { OpenJourney, OpenWait, Situation } from './situation.ts';

/** A place that could be given now. Places of a unit that only reports figures have no id and no known features. */
export interface Slot {
  readonly kind: CareKind;
  readonly unitId: string;
  readonly placeId: string | null;
  readonly features: PlaceView['features'] | null;
  /** The unit takes people in on this day of the week. */
  readonly intakeNow: boolean;
}

export interface Waiter {
  readonly journey: OpenJourney;
  readonly wait: OpenWait;
  readonly request: RequestView | null;
}

export interface Scene {
  readonly municipality: string;
  readonly now: Millis;
  /** In the order placement's queue gives places: class by the policy, then longest wait. */
  readonly waiters: readonly Waiter[];
  readonly free: readonly Slot[];
  readonly tallies: ReadonlyMap<CareKind, Tally>;
  readonly situation: Situation;
}

/** What stands at one gate: counted once for all who ask. */
export interface Tally {
  places: number;
  free: number;
  closed: number;
  waiting: number;
  /** The earliest time a place is known to open: a vacancy the unit expects, an occupant's known date, or the end of a closure. */
  opensAt: string | null;
}

export function sceneOf(situation: Situation, municipality: string, now: Millis, policy: PlacementPolicy): Scene {
  const requests = new Map<string, RequestView>();
  for (const request of situation.requests.values()) requests.set(request.waitId, request);
  const all: Waiter[] = [];
  for (const journey of situation.journeys.values()) {
    const { wait } = journey;
    if (wait && journey.municipality === municipality) all.push({ journey, wait, request: requests.get(wait.waitId) ?? null });
  }
  const waiters = inQueueOrder(all, asking, instantOf(now), policy).map(({ one }) => one);
  const free: Slot[] = [];
  const tallies = tallyPlaces(situation, municipality, now, free);
  for (const { wait } of waiters) {
    const kind = queueOf(wait);
    if (kind !== null) tallyOf(tallies, kind).waiting++;
  }
  free.sort((a, b) => (a.features?.length ?? 0) - (b.features?.length ?? 0) || compare(a.placeId ?? a.unitId, b.placeId ?? b.unitId));
  return { municipality, now, waiters, tallies, free, situation };
}

/** A wait whose request placement has not opened yet stands where its request will. */
const asking = ({ wait, request }: Waiter) =>
  request ?? {
    requestId: requestIdOf(wait.waitId),
    requestedAt: wait.from,
    kinds: placeTargets(wait.targets),
    priority: priorityOf(wait.legKind),
  };

/** The queue a wait stands in: its first target that needs a place, or its first target. */
export const queueOf = (wait: OpenWait): CareKind | null => placeTargets(wait.targets)[0] ?? wait.targets[0] ?? null;

/** The wait is for a place, not for arrangements at home. */
export const needsPlace = (wait: OpenWait): boolean => wait.targets.length > 0 && traitsOf(wait.targets[0]!).needsPlace;

export const fits = ({ features }: Slot, needs: OpenWait['needs']): boolean =>
  features === null || needs.every((need) => features.includes(need));

/** Counts the places of each kind in one pass, and collects those that could be given now. */
function tallyPlaces(situation: Situation, municipality: string, now: Millis, free: Slot[]): Map<CareKind, Tally> {
  const tallies = new Map<CareKind, Tally>();
  const at = instantOf(now);
  const weekend = isWeekend(localDate(now));
  const intakeNow = (unitId: string) => !weekend || (situation.units.get(unitId)?.weekendIntake ?? true);
  const opens = (tally: Tally, when: string | null) => {
    if (when !== null && when > at && (tally.opensAt === null || when < tally.opensAt)) tally.opensAt = when;
  };
  const registered = new Set<string>();
  for (const { municipality: where, kind, status, closure, unitId, placeId, features, expectedFreeAt } of situation.places.values()) {
    if (where !== municipality) continue;
    registered.add(unitId);
    const tally = tallyOf(tallies, kind);
    tally.places++;
    opens(tally, expectedFreeAt);
    if (closure !== null) {
      tally.closed++;
      if (closure.expectedEndOn !== null) opens(tally, instantOf(startOfLocalDay(closure.expectedEndOn)));
    } else if (status === 'free') free.push({ kind, unitId, placeId, features, intakeNow: intakeNow(unitId) });
  }
  for (const { municipality: where, kind, unitId, reported, expectedVacancies } of situation.units.values()) {
    if (where !== municipality) continue;
    const tally = tallyOf(tallies, kind);
    for (const vacancy of expectedVacancies) opens(tally, vacancy.at);
    if (reported === null || registered.has(unitId)) continue;
    tally.places += reported.places;
    for (let i = reported.occupied; i < reported.places; i++)
      free.push({ kind, unitId, placeId: null, features: null, intakeNow: intakeNow(unitId) });
  }
  for (const slot of free) tallyOf(tallies, slot.kind).free++;
  return tallies;
}

function tallyOf(tallies: Map<CareKind, Tally>, kind: CareKind): Tally {
  let tally = tallies.get(kind);
  if (!tally) tallies.set(kind, (tally = { places: 0, free: 0, closed: 0, waiting: 0, opensAt: null }));
  return tally;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
