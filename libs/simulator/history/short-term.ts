// The stay in short-term housing and the ways out of it: home, special housing (a queue of its own), back to hospital, or death.
import { DAY, HOUR, instantOn, isWeekend, localDay, withinHours } from '../calendar.ts';
import type { SimPlace } from './places.ts';
import type { Stay } from './record.ts';
import type { World } from './world.ts';

export function enterShortTerm(world: World, stay: Stay, municipality: string, place: SimPlace, at: number): void {
  const { shortTerm } = world.parameters;
  const r = world.random.fork(`short-term/${stay.visit.value}`);
  const active = r.chance(shortTerm.briefShare)
    ? r.exponential(shortTerm.briefMeanDays)
    : r.lognormal(shortTerm.longMedianDays, shortTerm.longSigma);
  const end = withinHours(at + Math.max(0.5, active) * DAY, 9, 15);
  const exit = r.weighted(shortTerm.exits);
  world.agenda.plan(end, () => {
    if (exit === 'home') return leaveForHome(world, stay, municipality, place, end);
    if (exit === 'special-housing') return queueForHousing(world, stay, municipality, place, end);
    if (exit === 'dead') {
      world.record.fact(stay, 'PatientDied', end, {});
      return world.agenda.plan(end + 2 * HOUR, (at) => empty(world, stay, place, at));
    }
    empty(world, stay, place, end);
    world.agenda.plan(end + HOUR, (at) => world.admitAgain(stay.person, at));
  });
}

export function empty(world: World, stay: Stay | null, place: SimPlace, at: number): void {
  world.places.vacate(place, at);
  world.record.placement(stay, at, { do: 'vacate', placeId: place.placeId });
  world.vacated(place, at);
}

function leaveForHome(world: World, stay: Stay, municipality: string, place: SimPlace, ready: number): void {
  const r = world.random.fork(`home/${stay.visit.value}`);
  world.record.fact(stay, 'OnwardNeedDeclared', ready, { targets: ['home-with-care'], municipality, needs: [] });
  let out = withinHours(ready + r.lognormal(1.6, 0.7) * DAY, 10, 15);
  while (isWeekend(localDay(out)) && !r.chance(world.parameters.weekend.moveIn)) out = instantOn(localDay(out) + 1, r.between(10, 15));
  world.agenda.plan(out, () => {
    empty(world, stay, place, out);
    world.record.fact(stay, 'LegStarted', out, { kind: 'home-with-care', unitId: null, municipality });
  });
}

function queueForHousing(world: World, stay: Stay, municipality: string, place: SimPlace, ready: number): void {
  const needs = place.features.includes('dementia') ? (['dementia'] as const).slice() : [];
  world.record.fact(stay, 'OnwardNeedDeclared', ready, { targets: ['special-housing'], municipality, needs });
  world.queues['special-housing'].push({
    stay,
    kind: 'special-housing',
    targets: ['special-housing'],
    municipality,
    needs,
    since: ready,
    from: place,
    promised: false,
    notBefore: 0,
    movedIn: () => {},
  });
}
