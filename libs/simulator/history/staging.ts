// The story that the demo begins with, set on top of what chance gives: Falkenberg's short-term home is full and four of its places are
// closed for want of staff, at least three people wait for it in hospital, one resident is ready to go home, and one more patient,
// Sigrid Sagolund, is about to be declared ready. Everything else is left to chance.
import { DAY, HOUR, instantOn, localDay, withinHours } from '../calendar.ts';
import { PERSONNUMMER, type MadeUpPerson } from '../people.ts';
import { closeIfLeft, type Closure } from './closures.ts';
import { openStay, planReady, type Admission } from './hospital.ts';
import { isFree } from './places.ts';
import { occupyByOther } from './residents.ts';
import { VISIT_AUTHORITY } from './record.ts';
import { empty } from './short-term.ts';
import type { World } from './world.ts';

export const STORY_MUNICIPALITY = '1382';
export const STORY_UNIT = 'kobo-1382-ekbacken';
const closedPlaces = 4;
const waitingAtLeast = 3;

/** Whom the live story is about; the number is an official test number, and nobody else in the demo carries it. */
export const storyPerson: MadeUpPerson = {
  index: -1,
  identifier: { system: PERSONNUMMER, value: '193008077723' },
  family: 'Sagolund',
  given: 'Sigrid',
  sex: 'F',
  bornOn: '1930-08-07',
  municipality: STORY_MUNICIPALITY,
  protectedIdentity: false,
};
export const storyVisit = { system: VISIT_AUTHORITY, value: 'V100000' } as const;

/** From when Falkenberg's placing desk stands still: it is left to whoever opens the demo. */
export const storyFrom = (now: number) => now - 2.5 * DAY;

export function storyClosure(now: number): Closure {
  return { unitId: STORY_UNIT, reason: 'staffing', from: storyFrom(now), until: instantOn(localDay(now) + 1, 9), left: closedPlaces };
}

export function stage(world: World, closure: Closure): void {
  const { now, agenda } = world;
  admitReserve(world, -1, 8.2, storyPerson);
  const reserve = Array.from({ length: waitingAtLeast + 1 }, (_, i) => admitReserve(world, i, 5 + 1.7 * i));
  stageResident(world);

  const from = storyFrom(now);
  agenda.plan(from, (at) => {
    for (const place of places(world)) if (isFree(place)) occupyByOther(world, place, at);
  });
  // Before that, respite stays give way to whoever waits: the story is about a handful of people, not about a long queue.
  for (const daysAgo of [9, 6, 4, 3.2]) {
    agenda.plan(instantOn(localDay(now - daysAgo * DAY), 8.5), (at) => {
      const respite = places(world).filter((p) => p.holder === 'other');
      const queue = world.waiting('short-term', STORY_MUNICIPALITY).length;
      for (const place of respite.slice(0, Math.max(0, queue - 1))) empty(world, null, place, at);
    });
  }
  // The people who wait were declared ready in office hours, some a day or two ago.
  for (const hoursAgo of [50, 27, 5]) {
    const at = officeTimeBefore(now - hoursAgo * HOUR);
    agenda.plan(at, () => {
      const short = waitingAtLeast - (hoursAgo === 5 ? 0 : 1) - world.waiting('short-term', STORY_MUNICIPALITY).length;
      for (let i = 0; i < short; i++) {
        const admission = reserve.shift();
        if (admission) planReady(world, admission, 'short-term', at);
      }
    });
  }
  agenda.plan(now - 20 * HOUR, (at) => {
    for (const place of places(world)) {
      if (closure.left === 0) return;
      if (place.holder === 'other') empty(world, null, place, at);
    }
  });
}

/** What is emptied in the story's home is closed while the closure lasts, and then goes to a respite stay booked long ago. */
export function storyVacated(world: World, closure: Closure, place: { readonly placeId: string }, at: number): void {
  if (at < storyFrom(world.now)) return;
  const found = places(world).find((p) => p.placeId === place.placeId);
  if (!found || !isFree(found)) return;
  closeIfLeft(world, closure, found, at);
  if (isFree(found)) world.agenda.plan(at, () => isFree(found) && occupyByOther(world, found, at));
}

function admitReserve(world: World, index: number, daysAgo: number, person?: MadeUpPerson): Admission {
  const { now } = world;
  const at = withinHours(now - daysAgo * DAY, 8, 20);
  const who = person ?? { ...world.newPerson(), municipality: STORY_MUNICIPALITY, protectedIdentity: false };
  // Still thought to need the ward until tomorrow: the estimate points there.
  return openStay(world, who, at, now + (person ? 0.05 : 1 + 0.3 * index) * DAY, 'short-term', person ? storyVisit : undefined);
}

/** A resident who has been in the home for three weeks and since yesterday only waits for home care to begin. */
function stageResident(world: World): void {
  const { now } = world;
  const person = { ...world.newPerson(), municipality: STORY_MUNICIPALITY, protectedIdentity: false };
  const admission = openStay(world, person, now - 33 * DAY, now - 27 * DAY, 'short-term');
  const ready = officeTimeBefore(now - 26 * DAY);
  planReady(world, admission, 'short-term', ready, () => {
    const onward = officeTimeBefore(now - 18 * HOUR);
    const told = { targets: ['home-with-care' as const], municipality: STORY_MUNICIPALITY, needs: [] };
    world.agenda.plan(onward, () => world.record.fact(admission.stay, 'OnwardNeedDeclared', onward, told));
  });
}

const places = (world: World) => world.places.all.filter((p) => p.unit.unitId === STORY_UNIT);

/** The last moment between 9 and 15 at or before `at`. */
function officeTimeBefore(at: number): number {
  const [open, close] = [instantOn(localDay(at), 9), instantOn(localDay(at), 15)];
  if (at < open) return instantOn(localDay(at) - 1, 14.5);
  return Math.min(at, close);
}
