// Closures of short-term places: announced for a unit, and each place is closed as it becomes empty.
import { DAY, instantOn, localDate, localDay } from '../calendar.ts';
import type { ClosureReason } from './item.ts';
import { isFree, type SimPlace } from './places.ts';
import type { World } from './world.ts';

export interface Closure {
  readonly unitId: string;
  readonly reason: ClosureReason;
  readonly from: number;
  readonly until: number;
  left: number;
}

export function drawClosures(world: World): Closure[] {
  const r = world.random.fork('closures');
  const { perYear, places, days } = world.parameters.closures;
  const span = world.now - world.start;
  const units = [...new Set(world.places.all.filter((p) => p.unit.kind === 'short-term').map((p) => p.unit.unitId))];
  // Falkenberg's comes at the end and is staged, so it draws none.
  const others = units.filter((id) => !id.startsWith('kobo-1382'));
  return Array.from({ length: r.poisson((perYear * span) / (365 * DAY)) }, () => {
    const from = world.start + r.next() * Math.max(DAY, span - 20 * DAY);
    const until = instantOn(localDay(from + r.between(days[0], days[1]) * DAY), 9);
    return {
      unitId: r.pick(others),
      reason: r.pick(['infection', 'staffing', 'maintenance'] as const),
      from,
      until,
      left: places[0] + r.int(places[1] - places[0] + 1),
    };
  });
}

export function planClosure(world: World, closure: Closure): void {
  world.agenda.plan(closure.from, (at) => {
    for (const place of world.places.all) if (place.unit.unitId === closure.unitId && isFree(place)) closeIfLeft(world, closure, place, at);
  });
}

/** Called as a place is emptied. */
export function closeIfLeft(world: World, closure: Closure, place: SimPlace, at: number): void {
  if (closure.left === 0 || at < closure.from || at >= closure.until || place.unit.unitId !== closure.unitId) return;
  closure.left--;
  place.closed = true;
  world.record.placement(null, at, {
    do: 'close',
    placeId: place.placeId,
    reason: closure.reason,
    expectedEndOn: localDate(localDay(closure.until)),
  });
  world.agenda.plan(closure.until, (when) => {
    place.closed = false;
    place.freeSince = when;
    world.record.placement(null, when, { do: 'reopen', placeId: place.placeId });
  });
}
