// The municipalities' placing rounds: free places to those who have waited longest, by hold, offer, answer and move.
import { DAY, HOUR, instantOn, iso, isWeekend, localDay, localHour, withinHours } from '../calendar.ts';
import type { DeclineReason } from './item.ts';
import { bestFit, type PlaceKind, type SimPlace } from './places.ts';
import { empty } from './short-term.ts';
import type { Waiting, World } from './world.ts';

/** Declined offers older than this are not told: nothing shows them any more. */
const declinesDays = 14;
const declineReasons: Readonly<Record<DeclineReason, number>> = {
  'other-unit': 4,
  'wants-home': 3,
  'relatives-object': 2,
  'not-suitable': 2,
  'no-answer': 1,
  'other-municipality': 1,
  other: 1,
};

/** One sitting at the placing desk of a municipality. Nobody places on a weekend night; on weekends only units that move people in then are looked at. */
export function placingRound(world: World, kind: PlaceKind, municipality: string, at: number): void {
  const weekend = isWeekend(localDay(at));
  const r = world.random.fork(`round/${kind}/${municipality}/${at}`);
  const free = world.places
    .free(kind, municipality)
    .filter((p) => !weekend || (p.unit.weekendIntake && r.chance(world.parameters.weekend.moveIn)));
  const queue = world
    .waiting(kind, municipality)
    .filter((w) => w.notBefore <= at)
    .sort((a, b) => a.since - b.since);
  for (const waiting of queue) {
    const place = bestFit(free, waiting.needs);
    if (!place) return;
    free.splice(free.indexOf(place), 1);
    promise(world, waiting, place, at);
  }
}

export function promise(world: World, waiting: Waiting, place: SimPlace, at: number): void {
  const r = world.random.fork(`promise/${waiting.stay.visit.value}/${at}`);
  place.promisedTo = waiting.stay;
  waiting.promised = true;
  const lasting = waiting.kind === 'special-housing';
  const offered = at + r.between(0.3, 2.5) * HOUR;
  const answered = withinHours(offered + (lasting ? r.between(4, 40) : r.between(0.5, 6)) * HOUR, 8, 17);
  const declined = r.chance(world.parameters.declinedShare);
  const moved = moveTime(world, waiting, answered, r.between(lasting ? 30 : 2, lasting ? 120 : 22));
  // Once moved in, one command tells it all; what hangs in the air today is told step by step.
  const told = declined ? answered > world.now - declinesDays * DAY : moved > world.now;
  const { stay, needs, municipality, since, targets } = waiting;
  const { placeId } = place;
  const wait = { kinds: targets, municipality, needs, since: iso(since) };
  const step = (when: number, happen: () => void) => world.agenda.plan(when, happen);
  if (told) {
    step(at, () => world.record.placement(stay, at, { do: 'hold', visit: stay.visit, placeId, wait, until: iso(offered + 12 * HOUR) }));
    step(offered, () =>
      world.record.placement(stay, offered, { do: 'offer', visit: stay.visit, placeId, answerBy: iso(answered + 24 * HOUR) }),
    );
  }
  if (declined) {
    return step(answered, () => {
      if (told) world.record.placement(stay, answered, { do: 'decline', visit: stay.visit, placeId, reason: r.weighted(declineReasons) });
      place.promisedTo = null;
      waiting.promised = false;
      waiting.notBefore = answered + 4 * HOUR;
      world.vacated(place, answered);
    });
  }
  if (told) step(answered, () => world.record.placement(stay, answered, { do: 'accept', visit: stay.visit, placeId }));
  step(moved, () => {
    if (waiting.from) empty(world, stay, waiting.from, moved);
    else
      world.record.fact(stay, 'PatientDischarged', moved - 0.7 * HOUR, {
        destination: waiting.kind,
        destinationUnit: place.unit.unitId,
        deceased: false,
      });
    world.places.moveIn(place, stay);
    world.record.placement(stay, moved, { do: 'moveIn', visit: stay.visit, placeId, wait });
    world.leaveQueue(waiting);
    waiting.movedIn(place, moved);
  });
}

function moveTime(world: World, waiting: Waiting, answered: number, hours: number): number {
  const r = world.random.fork(`move/${waiting.stay.visit.value}/${answered}`);
  let at = withinHours(answered + hours * HOUR, 11, 17);
  while (isWeekend(localDay(at)) && !r.chance(world.parameters.weekend.moveIn)) at = instantOn(localDay(at) + 1, 11);
  return instantOn(localDay(at), r.between(Math.max(11, localHour(at)), 17));
}
