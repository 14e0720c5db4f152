// What placement does when a journey is revised: a request follows its wait, and a place does not stay with somebody who is gone.
//
// - An open wait whose targets need a place has one request, kept like the wait says.
// - The wait ends without a move: the request is withdrawn and a reserved place becomes free.
// - The hospital says "discharged to short-term care", or a short-term home "moved out", before placement has said "moved in": the
//   person is on the way, so the request and its place stay until the move is told.
// - The journey ends (died, cancelled, left, merged): its place is vacated, or goes on under the journey it was merged into.
// - The person left a place for a leg that placement was not told about (home, or back to hospital): a short stay ends with the leg;
//   lasting housing is the person's home and stays theirs until somebody says they moved out.
import type { CareKind, JourneyView, PlaceView, RequestView } from '#contracts';
import { placeTargets, traitsOf } from '../flow/care-kinds.ts';
import { evolve, later, type Decision, type PlacementDraft, type PlacementState, type When } from './decision.ts';
import { isActive, requestIdOf, requestPlacement, withdrawRequest, type Need } from './requests.ts';
import { handOver, vacate } from './stays.ts';

type Wait = JourneyView['waits'][number];

const GONE = ['deceased', 'cancelled', 'merged'] as const;
const isGone = (journey: JourneyView): boolean => GONE.some((mark) => journey.marks.includes(mark));
const hasEnded = (journey: JourneyView): boolean => journey.state === 'closed' || isGone(journey);

export const priorityOf = (legKind: CareKind): RequestView['priority'] => {
  const { intermediate, stay } = traitsOf(legKind);
  return intermediate ? 'short-term' : stay === 'short' ? 'hospital' : 'ordinary';
};

function needOf(journey: JourneyView, wait: Wait): Need | null {
  const kinds = placeTargets(wait.targets);
  const municipality = wait.municipality ?? journey.municipality;
  // Without a municipality nobody can give a place; the request opens when the municipality is known.
  if (!kinds.length || !municipality) return null;
  return {
    journeyId: journey.journeyId,
    waitId: wait.waitId,
    municipality,
    kinds,
    needs: wait.needs,
    wishUnitId: journey.wish?.unitId ?? null,
    priority: priorityOf(wait.legKind),
    requestedAt: wait.from,
    earliestAt: wait.from,
  };
}

/** Left one place and has not been told to be in the next: the accepted place waits for them. */
function isOnTheWay(journey: JourneyView, request: RequestView): boolean {
  if (isGone(journey)) return false;
  if (journey.state === 'closed') return request.status === 'accepted' && waitOf(journey, request)?.endedBy === 'moved';
  const to = journey.dischargedTo?.kind ?? null;
  return journey.state === 'in-transfer' && (to === null ? request.status === 'accepted' : request.kinds.includes(to));
}

const waitOf = (journey: JourneyView, request: RequestView): Wait | undefined =>
  journey.waits.find((wait) => wait.waitId === request.waitId);

/** The stay at this place as the journey tells it has ended; null while it lasts or is not yet told. */
function leftAt(journey: JourneyView, place: PlaceView): string | null {
  if (traitsOf(place.kind).stay === 'lasting') return null;
  const legs = journey.legs.filter((leg) => leg.placeId === place.placeId && leg.startedAt >= place.statusSince);
  const ends = legs.map((leg) => leg.endedAt);
  return ends.length && ends.every((end) => end !== null) ? ends.reduce((a, b) => later(a!, b!)) : null;
}

/** The journey's end as told, unless the person moved in here at that very moment or after: then the news is older than the move. */
function gone(journey: JourneyView, place: PlaceView, when: When): string | null {
  const end = journey.endedAt ?? when.at;
  return isGone(journey) || place.statusSince < end ? end : null;
}

/** The person has moved in somewhere since the wait began; the journey has not been told so yet. */
const isAnswered = (wait: Wait, journey: JourneyView, state: PlacementState): boolean =>
  [...state.requests.values()].some((r) => r.journeyId === journey.journeyId && r.status === 'fulfilled' && r.statusSince >= wait.from);

/** `state` holds this journey's requests, its places, and the places of the person it was merged into. */
export function followJourney(journey: JourneyView, state: PlacementState, when: When): PlacementDraft[] {
  const events: PlacementDraft[] = [];
  let now = state;
  const take = (decision: Decision) => {
    if (!decision.ok) return;
    events.push(...decision.events);
    now = decision.events.reduce(evolve, now);
  };
  const ended = hasEnded(journey);
  const wait = ended ? undefined : journey.waits.findLast((w) => w.to === null);
  const need = wait && !isAnswered(wait, journey, state) ? needOf(journey, wait) : null;

  for (const request of now.requests.values()) {
    if (request.journeyId !== journey.journeyId || !isActive(request)) continue;
    if (need && request.requestId === requestIdOf(need.waitId)) continue;
    if (!need && isOnTheWay(journey, request)) continue;
    const at = later(waitOf(journey, request)?.to ?? when.at, request.statusSince);
    take(withdrawRequest(request, request.placeId ? (now.places.get(request.placeId) ?? null) : null, { ...when, at }));
  }
  if (need) take(requestPlacement(need, now.requests.get(requestIdOf(need.waitId)) ?? null, when));

  for (const place of now.places.values()) {
    if (place.journeyId !== journey.journeyId || place.status !== 'occupied') continue;
    const left = ended ? gone(journey, place, when) : leftAt(journey, place);
    if (left === null) continue;
    const at = later(left, place.statusSince);
    // What a source tells of a moment that has not come yet is taken as told.
    const known = { at, now: later(at, when.now) };
    const heir = journey.mergedInto;
    const free = heir !== null && ![...now.places.values()].some((p) => p.journeyId !== journey.journeyId && p.status === 'occupied');
    take(free ? handOver(place, heir, known) : vacate(place, known));
  }
  return events;
}
