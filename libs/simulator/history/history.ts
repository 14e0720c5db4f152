// The history that the demo is filled with: a discrete-event simulation of Halland's flow up to `now`. Pure: the same seed and the same
// `now` give the same items, byte for byte.
import { DAY, instantOn, isWeekend, localDay, weekdayOf } from '../calendar.ts';
import { halland90, type Parameters } from '../parameters.ts';
import { randomFrom } from '../random.ts';
import { referenceUnits, type ReferenceUnit } from '../reference-units.ts';
import { simMunicipalities } from '../region.ts';
import { closeIfLeft, drawClosures, planClosure } from './closures.ts';
import { admit, passThrough } from './hospital.ts';
import type { HistoryItem } from './item.ts';
import { Places } from './places.ts';
import { placingRound } from './placing.ts';
import { Record } from './record.ts';
import { reportCapacity } from './reports.ts';
import { housingDay, respiteDay, settleResidents } from './residents.ts';
import { stage, storyClosure, storyFrom, storyVacated, STORY_MUNICIPALITY } from './staging.ts';
import { World } from './world.ts';

export interface HistoryOptions {
  readonly seed: string;
  readonly now: Date;
  readonly parameters?: Parameters;
  readonly units?: readonly ReferenceUnit[];
}

/** Items in the order in which Sluss would have come to know them; the units come first. */
export function simulateHistory({ seed, now, parameters = halland90, units = referenceUnits }: HistoryOptions): HistoryItem[] {
  const end = now.getTime();
  const from = instantOn(localDay(end) - parameters.days, 0);
  const start = from - parameters.warmUpDays * DAY;
  const random = randomFrom(seed);
  const record = new Record(random, parameters, end);
  const world = new World(seed, random, parameters, new Places(units), record, start, end);
  for (const unit of units) record.placement(null, start, { do: 'register', unit });

  const closures = [...drawClosures(world), storyClosure(end)];
  for (const closure of closures) planClosure(world, closure);
  world.admitAgain = (person, at) => admit(world, person, at);
  world.vacated = (place, at) => {
    for (const closure of closures) closeIfLeft(world, closure, place, at);
    storyVacated(world, closures.at(-1)!, place, at);
  };
  settleResidents(world);
  stage(world, closures.at(-1)!);
  for (let day = localDay(start); day <= localDay(end); day++) planDay(world, day);
  world.agenda.runUntil(end);
  reportCapacity(world);
  const residents = world.places.all.flatMap(({ holder }) => (holder && holder !== 'other' ? [holder] : []));
  return record.items(from, new Set(residents));
}

function planDay(world: World, day: number): void {
  planArrivals(world, day);
  for (const { code, need } of simMunicipalities) {
    respiteDay(world, code, need, day);
    for (const hour of [9.5, 13.5]) plan(world, instantOn(day, hour), (at) => placeShortTerm(world, code, at));
    for (const hour of isWeekend(day) ? [] : [10.25, 15])
      plan(world, instantOn(day, hour), (at) => placingRound(world, 'special-housing', code, at));
    // Vacancies are drawn when the day comes: they fall on those who then live there.
    plan(world, instantOn(day, 0.1), () => housingDay(world, code, day, scarce(world, code, day)));
  }
}

/** In the story's municipality hardly a home becomes vacant in the last weeks: that is the gate behind the gate. */
const scarce = (world: World, code: string, day: number) => (code === STORY_MUNICIPALITY && day > localDay(world.now) - 14 ? 0.3 : 1);

function placeShortTerm(world: World, code: string, at: number): void {
  if (code === STORY_MUNICIPALITY && at >= storyFrom(world.now)) return;
  placingRound(world, 'short-term', code, at);
}

function planArrivals(world: World, day: number): void {
  const { arrivals } = world.parameters;
  const r = world.random.fork(`arrivals/${day}`);
  const factor = arrivals.weekday[weekdayOf(day)]!;
  const hour = () => Math.min(23.9, Math.max(0, 13 + 5.5 * (r.next() + r.next() + r.next() - 1.5)));
  for (let n = r.poisson(arrivals.withNeed * factor); n > 0; n--)
    plan(world, instantOn(day, hour()), (at) => admit(world, world.newPerson(), at));
  for (let n = r.poisson(arrivals.background * arrivals.backgroundShare * factor); n > 0; n--) {
    plan(world, instantOn(day, hour()), (at) => passThrough(world, world.newPerson(), at));
  }
}

function plan(world: World, at: number, happen: (at: number) => void): void {
  if (at > world.start) world.agenda.plan(at, happen);
}
