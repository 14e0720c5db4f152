// Room per kind of care in one municipality, and the chain of gates behind it: who could take a person now, and who stands in the way of whom.
import type { CareKind, Gate, PlaceFeature, PlaceView, UnitView } from '#contracts';
import { instantOf, startOfLocalDay } from '../time/calendar.ts';
import { placeTargets } from '../flow/care-kinds.ts';
import type { OpenJourney, Situation } from '../causes/situation.ts';
import { firstOf } from './finding.ts';

/** Room for one person. `features` is null for a figure that a unit reported: it names no place, so it is taken to suit. */
export interface Slot {
  readonly kind: CareKind;
  readonly features: readonly PlaceFeature[] | null;
}

export interface Room {
  readonly places: number;
  readonly free: readonly Slot[];
  readonly held: number;
  readonly closed: readonly PlaceView[];
  readonly opensAt: string | null;
}

const noRoom: Room = { places: 0, free: [], held: 0, closed: [], opensAt: null };

/** Open waits of the municipality that want a place and have none held, offered or accepted; longest wait first. */
export function waitingOf(situation: Situation, municipality: string): OpenJourney[] {
  const given = new Set<string>();
  for (const request of situation.requests.values()) if (request.placeId !== null && request.status !== 'open') given.add(request.waitId);
  return [...situation.journeys.values()]
    .filter(
      (j) => j.municipality === municipality && j.wait !== null && !given.has(j.wait.waitId) && placeTargets(j.wait.targets).length > 0,
    )
    .sort((a, b) => byText(a.wait!.from, b.wait!.from) || byText(a.journeyId, b.journeyId));
}

/** What they wait for first: the queue they are counted in, though they would take any of their targets. */
export const firstChoice = (journey: OpenJourney): CareKind | null => (journey.wait && placeTargets(journey.wait.targets)[0]) ?? null;

export class Rooms {
  private readonly byKind = new Map<CareKind, Room>();
  private readonly places: readonly PlaceView[];
  private readonly units: readonly UnitView[];

  constructor(
    situation: Situation,
    readonly municipality: string,
  ) {
    this.places = [...situation.places.values()].filter((p) => p.municipality === municipality);
    this.units = [...situation.units.values()].filter((u) => u.municipality === municipality);
  }

  /** Counted when first asked for: most questions are about one kind, and special housing has hundreds of places. */
  of(kind: CareKind): Room {
    const known = this.byKind.get(kind);
    if (known) return known;
    const ofKind = this.places.filter((p) => p.kind === kind);
    const units = this.units.filter((u) => u.kind === kind);
    const withPlaces = new Set(ofKind.map((p) => p.unitId));
    const reporting = units.filter((u) => u.reported !== null && !withPlaces.has(u.unitId));
    const room = ofKind.length + units.length === 0 ? noRoom : roomIn(kind, ofKind, reporting, units);
    this.byKind.set(kind, room);
    return room;
  }
  all(): Room[] {
    return [...new Set([...this.places, ...this.units].map((p) => p.kind))].map((kind) => this.of(kind));
  }
}

function roomIn(kind: CareKind, places: readonly PlaceView[], reporting: readonly UnitView[], units: readonly UnitView[]): Room {
  const free: Slot[] = places.filter((p) => p.status === 'free' && !p.closure).map((p) => ({ kind, features: p.features }));
  for (const { reported } of reporting) {
    const open = Math.max(0, (reported?.places ?? 0) - (reported?.occupied ?? 0));
    for (let i = 0; i < open; i++) free.push({ kind, features: null });
  }
  const closed = places.filter((p) => p.closure !== null);
  const openings = [
    ...closed.map(closureEndsAt),
    ...places.filter((p) => p.status === 'occupied').map((p) => p.expectedFreeAt),
    ...units.flatMap((u) => u.expectedVacancies.map((v) => v.at)),
  ];
  return {
    places: places.length + reporting.reduce((sum, u) => sum + (u.reported?.places ?? 0), 0),
    free,
    held: places.filter((p) => !p.closure && (p.status === 'held' || p.status === 'offered' || p.status === 'accepted')).length,
    closed,
    opensAt: firstOf(openings),
  };
}

/** A closure is expected to end on a local date: the place can be used from the start of that day. */
export const closureEndsAt = (place: PlaceView): string | null =>
  place.closure?.expectedEndOn ? instantOf(startOfLocalDay(place.closure.expectedEndOn)) : null;

/**
 * The gates from `kind` on: behind each stands the kind that most of those ready to leave it wait for. A kind is visited once, so a circle ends.
 * `root` is the last closed one in the unbroken row of closed gates: open it and the rest moves.
 */
export function gatesFrom(kind: CareKind, rooms: Rooms, waiting: readonly OpenJourney[]): Gate[] {
  const gates: Gate[] = [];
  const seen = new Set<CareKind>();
  for (let at: CareKind | null = kind; at !== null && !seen.has(at); at = onwardOf(at, waiting)) {
    seen.add(at);
    gates.push(gateAt(at, rooms, waiting));
  }
  const firstOpen = gates.findIndex((g) => g.state === 'open' || g.state === 'todo');
  const root = (firstOpen === -1 ? gates.length : firstOpen) - 1;
  return gates.map((gate, i) => ({ ...gate, root: i === root }));
}

function gateAt(kind: CareKind, rooms: Rooms, waiting: readonly OpenJourney[]): Gate {
  const room = rooms.of(kind);
  const queue = waiting.filter((j) => firstChoice(j) === kind).length;
  const state = room.free.length > 0 ? (queue > 0 ? 'todo' : 'open') : room.opensAt === null ? 'shut' : 'part';
  return {
    kind,
    municipality: rooms.municipality,
    state,
    root: false,
    places: room.places,
    free: room.free.length,
    closed: room.closed.length,
    waiting: queue,
    opensAt: room.opensAt,
  };
}

/** The kind most of those now in `kind` wait for. */
function onwardOf(kind: CareKind, waiting: readonly OpenJourney[]): CareKind | null {
  const counts = new Map<CareKind, number>();
  for (const journey of waiting) {
    const target = journey.wait?.legKind === kind ? firstChoice(journey) : null;
    if (target) counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
  return ranked[0]?.[0] ?? null;
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
