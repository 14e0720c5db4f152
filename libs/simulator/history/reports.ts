// What the units reported last: short-term homes every morning, special housing once a week or so, so that figures show different ages.
import { DAY, HOUR, instantOn, iso, localDay } from '../calendar.ts';
import type { SimPlace } from './places.ts';
import type { World } from './world.ts';

export function reportCapacity(world: World): void {
  const r = world.random.fork('reports');
  const byUnit = new Map<string, SimPlace[]>();
  for (const place of world.places.all) {
    const list = byUnit.get(place.unit.unitId);
    if (list) list.push(place);
    else byUnit.set(place.unit.unitId, [place]);
  }
  for (const [unitId, places] of byUnit) {
    const daily = places[0]!.unit.kind !== 'special-housing';
    const at = daily ? lastMorning(world.now) : world.now - r.between(0.1, 9) * DAY;
    const vacancyAt = instantOn(localDay(world.now) + 1 + r.int(4), 13);
    const expects = r.chance(daily ? 0.6 : 0.08);
    world.record.placement(null, at, {
      do: 'reportCapacity',
      unitId,
      places: places.filter((p) => !p.closed).length,
      occupied: places.filter((p) => p.holder).length,
      expectedVacancies: expects ? [{ at: iso(vacancyAt), places: 1 }] : [],
    });
  }
}

const lastMorning = (now: number) => {
  const today = instantOn(localDay(now), 7.5);
  return today < now - HOUR / 4 ? today : instantOn(localDay(now) - 1, 7.5);
};
