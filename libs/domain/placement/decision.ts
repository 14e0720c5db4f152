// What a decision about places is: events to record, or a refusal that a screen can show. Also how the events change the state:
// each carries what it changed as it now is, so `evolve` only keeps the newest.
import type { DataOf, EventTypeOf, PlaceView, ProblemCode, RequestView, UnitView } from '#contracts';

export type PlacementEventType = EventTypeOf<'placement'>;

/** An event before the shell gives it an id, an actor and the time it was recorded. */
export type PlacementDraft = {
  [E in PlacementEventType]: { readonly type: E; readonly key: string; readonly occurredAt: string; readonly data: DataOf<E> };
}[PlacementEventType];

export interface Refusal {
  readonly ok: false;
  readonly code: ProblemCode;
  /** What the screen needs to go on: who or what stands in the way. Ids and times only. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly errors?: { pointer: string; detail: string }[];
}
export type Decision = { readonly ok: true; readonly events: readonly PlacementDraft[] } | Refusal;

export const agreed = (...events: PlacementDraft[]): Decision => ({ ok: true, events });
export const refuse = (code: ProblemCode, context: Record<string, unknown> = {}): Refusal => ({ ok: false, code, context });
/** A time or figure that cannot be: both values are named, so that the one who typed it sees which is wrong. */
export const invalid = (pointer: string, detail: string): Refusal => ({
  ok: false,
  code: 'invalid',
  context: {},
  errors: [{ pointer, detail }],
});

/** `at`: when it happens where the person is. `now`: when Sluss comes to know. They are the same for a click, not for history. */
export interface When {
  readonly at: string;
  readonly now: string;
}

type Revised = { readonly revision: number };
export const revised = <V extends Revised>(view: V, changes: Partial<V>): V => ({ ...view, ...changes, revision: view.revision + 1 });

export const hoursAfter = (instant: string, hours: number): string => new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;
export const later = (a: string, b: string): string => (a > b ? a : b);

export interface PlacementState {
  readonly units: ReadonlyMap<string, UnitView>;
  readonly places: ReadonlyMap<string, PlaceView>;
  readonly requests: ReadonlyMap<string, RequestView>;
}
export const emptyPlacement: PlacementState = { units: new Map(), places: new Map(), requests: new Map() };

/** What an event says about units, places and requests. Total: an event of any type carries none, one or two of them. */
export function viewsOf(draft: Pick<PlacementDraft, 'data'>): {
  unit: UnitView | null;
  place: PlaceView | null;
  request: RequestView | null;
} {
  const data = draft.data as { unit?: UnitView; place?: PlaceView | null; request?: RequestView | null };
  return { unit: data.unit ?? null, place: data.place ?? null, request: data.request ?? null };
}

const keepNewest = <V extends Revised>(map: ReadonlyMap<string, V>, id: string, view: V): ReadonlyMap<string, V> => {
  const known = map.get(id);
  return known && known.revision >= view.revision ? map : new Map(map).set(id, view);
};

export function evolve(state: PlacementState, draft: Pick<PlacementDraft, 'data'>): PlacementState {
  const { unit, place, request } = viewsOf(draft);
  return {
    units: unit ? keepNewest(state.units, unit.unitId, unit) : state.units,
    places: place ? keepNewest(state.places, place.placeId, place) : state.places,
    requests: request ? keepNewest(state.requests, request.requestId, request) : state.requests,
  };
}
