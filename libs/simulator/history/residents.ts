// Those in the places who are on no journey: who lives there when the history begins, respite and planned stays, and moves in from home.
import { DAY, HOUR, instantOn, localDay } from '../calendar.ts';
import { isFree, type SimPlace } from './places.ts';
import { empty } from './short-term.ts';
import type { World } from './world.ts';

export function occupyByOther(world: World, place: SimPlace, at: number): void {
  world.places.moveIn(place, 'other');
  world.record.placement(null, at, { do: 'occupyByOther', placeId: place.placeId });
}

/** Fills the places as they are on the first day. */
export function settleResidents(world: World): void {
  const r = world.random.fork('residents');
  const { shortTerm, specialHousing } = world.parameters;
  for (const place of world.places.all) {
    const lasting = place.unit.kind === 'special-housing';
    if (!r.chance(lasting ? 1 - specialHousing.freeAtStart : shortTerm.occupiedAtStart)) continue;
    occupyByOther(world, place, world.start);
    // Residual stays of those in short-term housing on a day picked at random: long ones are over-represented.
    if (!lasting) leaveLater(world, place, world.start + (2 + r.exponential(22)) * DAY);
  }
}

function leaveLater(world: World, place: SimPlace, at: number): void {
  const out = instantOn(localDay(at), 10.5);
  world.agenda.plan(Math.max(out, world.start + HOUR), (when) => {
    if (place.holder === 'other') empty(world, null, place, when);
  });
}

/** Respite: a stay planned at home. It gives way while somebody waits in hospital and the home is nearly full. */
export function respiteDay(world: World, municipality: string, need: number, day: number): void {
  const r = world.random.fork(`respite/${municipality}/${day}`);
  for (let n = r.poisson(world.parameters.respite.perDay * need); n > 0; n--) {
    const at = instantOn(day, r.between(10, 15));
    const days = r.pick(world.parameters.respite.days);
    world.agenda.plan(at, () => {
      const free = world.places.free('short-term', municipality);
      if (!free.length || (world.waiting('short-term', municipality).length && r.chance(0.5))) return;
      const place = r.pick(free);
      occupyByOther(world, place, at);
      leaveLater(world, place, at + days * DAY);
    });
  }
}

/** Vacancies in special housing, and those who move there straight from home. */
export function housingDay(world: World, municipality: string, day: number, factor: number): void {
  const r = world.random.fork(`housing/${municipality}/${day}`);
  const pool = world.places.pool('special-housing', municipality);
  const total = world.places.all.filter((p) => p.unit.kind === 'special-housing').length;
  for (let n = r.poisson((factor * world.parameters.specialHousing.vacanciesPerDay * pool.length) / total); n > 0; n--) {
    const at = instantOn(day, r.between(8, 16));
    world.agenda.plan(at, () => {
      const place = r.pick(pool.filter((p) => p.holder === 'other'));
      empty(world, null, place, at);
      if (r.chance(world.parameters.specialHousing.fromHomeShare)) fromHome(world, place, at + r.between(2, 5) * DAY);
    });
  }
  // A place nobody in hospital or short-term housing waits for goes to somebody at home within a week or so.
  for (const place of pool)
    if (isFree(place) && day * DAY - place.freeSince > 6 * DAY) fromHome(world, place, instantOn(day, r.between(9, 15)));
}

function fromHome(world: World, place: SimPlace, at: number): void {
  world.agenda.plan(at, () => {
    if (isFree(place)) occupyByOther(world, place, at);
  });
}
