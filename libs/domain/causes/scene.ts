// One municipality's situation, sorted for judging: who stands in which queue, what is free, who lives where and waits to move on. Causes of waits and
// alerts are judged on the same scene, so that they cannot say different things of the same moment.
import type { CareKind, PlaceFeature, PlaceView, PlacementPolicy, RequestView, UnitView } from '#contracts';
import { placeTargets, traitsOf } from '../flow/care-kinds.ts';
import { priorityOf } from '../placement/follow-journey.ts';
import { inQueueOrder } from '../placement/queue.ts';
import { requestIdOf } from '../placement/requests.ts';
import { instantOf, isWeekend, localDate, startOfLocalDay, type Millis } from '../time/calendar.ts';
import type { OpenJourney, OpenWait, Situation } from './situation.ts';

/** A place that could be given now. Places of a unit that only reports figures have no id and no known features: they are taken to suit. */
export interface Slot {
  readonly kind: CareKind;
  readonly unitId: string | null;
  readonly placeId: string | null;
  readonly features: readonly PlaceFeature[] | null;
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
  /** Those of them who seek a place and have none held, offered or accepted. */
  readonly seekers: readonly Waiter[];
  readonly free: readonly Slot[];
  readonly places: ReadonlyMap<CareKind, readonly PlaceView[]>;
  readonly units: ReadonlyMap<CareKind, readonly UnitView[]>;
  readonly situation: Situation;
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
  const places = byKind(situation.places.values(), municipality);
  const units = byKind(situation.units.values(), municipality);
  const free = freeSlots(situation, places, units, now);
  return { municipality, now, waiters, seekers: waiters.filter(seeks), free, places, units, situation };
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

/** A place is held for them, offered to them or accepted by them. */
export const isGiven = ({ request }: Waiter): boolean => request !== null && request.status !== 'open';
const seeks = (waiter: Waiter): boolean => placeTargets(waiter.wait.targets).length > 0 && !isGiven(waiter);

/** `features` is null where nobody has said what a place has: then it is taken to suit. */
export const fits = ({ features }: Pick<Slot, 'features'>, needs: readonly PlaceFeature[]): boolean =>
  features === null || needs.every((need) => features.includes(need));

/** A closure is expected to end on a local date: the place can be used from the start of that day. */
export const closureEndsAt = (place: PlaceView): string | null =>
  place.closure?.expectedEndOn ? instantOf(startOfLocalDay(place.closure.expectedEndOn)) : null;

/** Units whose places nobody has registered, and which have said how many they have. */
export const reportingUnits = ({ units, places }: Pick<Scene, 'units' | 'places'>, kind: CareKind): UnitView[] => {
  const registered = new Set(places.get(kind)?.map((place) => place.unitId));
  return (units.get(kind) ?? []).filter((unit) => unit.reported !== null && !registered.has(unit.unitId));
};

function byKind<T extends { readonly kind: CareKind; readonly municipality: string }>(
  all: Iterable<T>,
  municipality: string,
): Map<CareKind, T[]> {
  const kinds = new Map<CareKind, T[]>();
  for (const one of all) {
    if (one.municipality !== municipality) continue;
    const known = kinds.get(one.kind);
    if (known) known.push(one);
    else kinds.set(one.kind, [one]);
  }
  return kinds;
}

function freeSlots(situation: Situation, places: Scene['places'], units: Scene['units'], now: Millis): Slot[] {
  const weekend = isWeekend(localDate(now));
  const intakeNow = (unitId: string) => !weekend || (situation.units.get(unitId)?.weekendIntake ?? true);
  const free: Slot[] = [];
  for (const ofKind of places.values()) {
    for (const place of ofKind) if (place.status === 'free' && place.closure === null) free.push(slotAt(place, intakeNow(place.unitId)));
  }
  for (const kind of units.keys()) {
    for (const { unitId, reported } of reportingUnits({ units, places }, kind))
      for (let i = reported!.occupied; i < reported!.places; i++)
        free.push({ kind, unitId, placeId: null, features: null, intakeNow: intakeNow(unitId) });
  }
  return free;
}

const slotAt = ({ kind, unitId, placeId, features }: PlaceView, intakeNow: boolean): Slot => ({
  kind,
  unitId,
  placeId,
  features,
  intakeNow,
});

/** How much more than a room a place is: the rarer one is left to those who need it. */
export const spare = ({ features }: Slot): number => features?.length ?? 0;
