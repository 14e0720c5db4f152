// One municipality's situation, sorted for judging: who stands in which queue, what is free, who lives where and waits to move on.
import type { CareKind, PlaceView, RequestView } from '#contracts';
import { placeTargets, traitsOf } from '../flow/care-kinds.ts';
import { isWeekend, localDate, type Millis } from '../time/calendar.ts';
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
  /** Longest wait first: the queue order that causes are judged by. */
  readonly waiters: readonly Waiter[];
  readonly free: readonly Slot[];
  readonly places: ReadonlyMap<CareKind, readonly PlaceView[]>;
  readonly situation: Situation;
}

export function sceneOf(situation: Situation, municipality: string, now: Millis): Scene {
  const requests = new Map<string, RequestView>();
  for (const request of situation.requests.values()) requests.set(request.waitId, request);
  const waiters: Waiter[] = [];
  for (const journey of situation.journeys.values()) {
    const { wait } = journey;
    if (wait && journey.municipality === municipality) waiters.push({ journey, wait, request: requests.get(wait.waitId) ?? null });
  }
  waiters.sort((a, b) => (a.wait.from < b.wait.from ? -1 : a.wait.from > b.wait.from ? 1 : a.wait.waitId < b.wait.waitId ? -1 : 1));
  const places = new Map<CareKind, PlaceView[]>();
  const registered = new Set<string>();
  for (const place of situation.places.values()) {
    if (place.municipality !== municipality) continue;
    registered.add(place.unitId);
    const list = places.get(place.kind);
    if (list) list.push(place);
    else places.set(place.kind, [place]);
  }
  return { municipality, now, waiters, places, situation, free: freeSlots(situation, municipality, now, places, registered) };
}

/** The queue a wait stands in: its first target that needs a place, or its first target. */
export const queueOf = (wait: OpenWait): CareKind | null => placeTargets(wait.targets)[0] ?? wait.targets[0] ?? null;

/** The wait is for a place, not for arrangements at home. */
export const needsPlace = (wait: OpenWait): boolean => wait.targets.length > 0 && traitsOf(wait.targets[0]!).needsPlace;

export const fits = (slot: Slot, kind: CareKind, needs: OpenWait['needs']): boolean =>
  slot.kind === kind && (slot.features === null || needs.every((need) => slot.features!.includes(need)));

function freeSlots(
  situation: Situation,
  municipality: string,
  now: Millis,
  places: ReadonlyMap<CareKind, PlaceView[]>,
  registered: ReadonlySet<string>,
): Slot[] {
  const weekend = isWeekend(localDate(now));
  const intakeNow = (unitId: string) => !weekend || (situation.units.get(unitId)?.weekendIntake ?? true);
  const slots: Slot[] = [];
  for (const [kind, list] of places) {
    for (const { status, closure, unitId, placeId, features } of list) {
      if (status === 'free' && closure === null) slots.push({ kind, unitId, placeId, features, intakeNow: intakeNow(unitId) });
    }
  }
  for (const unit of situation.units.values()) {
    if (unit.municipality !== municipality || registered.has(unit.unitId) || !unit.reported) continue;
    const free = unit.reported.places - unit.reported.occupied;
    for (let i = 0; i < free; i++)
      slots.push({ kind: unit.kind, unitId: unit.unitId, placeId: null, features: null, intakeNow: intakeNow(unit.unitId) });
  }
  return slots.sort(
    (a, b) => (a.features?.length ?? 0) - (b.features?.length ?? 0) || compare(a.placeId ?? a.unitId, b.placeId ?? b.unitId),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
