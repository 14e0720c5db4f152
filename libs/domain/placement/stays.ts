// People moving in and out. A person lives in one place: moving in gives up the place they had.
import type { PlaceView, RequestView } from '#contracts';
import { agreed, invalid, refuse, revised, type Decision, type PlacementDraft, type Refusal, type When } from './decision.ts';
import { freedPlace } from './requests.ts';

/** Clocks of a ward's computer and of ours may differ by this much before a move is said to lie in the future. */
const CLOCK_SLACK_MS = 5 * 60_000;

const impossibleTime = (place: PlaceView, when: When): Refusal | null => {
  if (Date.parse(when.at) > Date.parse(when.now) + CLOCK_SLACK_MS) return invalid('/at', `${when.at} is later than now, ${when.now}`);
  // A place has one holder at every instant, so a stay can neither start before the one before it ended nor end before it began.
  return when.at < place.statusSince
    ? invalid('/at', `${when.at} is before ${place.statusSince}, when the place became ${place.status}`)
    : null;
};

const vacated = (place: PlaceView, at: string): PlacementDraft => ({
  type: 'PlaceVacated',
  key: place.unitId,
  occurredAt: at,
  data: { place: freedPlace(place, at), journeyId: place.journeyId, request: null },
});

const occupied = (place: PlaceView, request: RequestView | null, at: string): PlacementDraft => ({
  type: 'PlaceOccupied',
  key: place.unitId,
  occurredAt: at,
  data: { place, request },
});

/** `home`: the place the same person lives in now, if any. */
export function moveIn(s: { request: RequestView; place: PlaceView | null; home: PlaceView | null }, when: When): Decision {
  const { request, place, home } = s;
  if (request.status !== 'accepted' || !place) return refuse('not-in-this-state', { status: request.status });
  if (place.closure)
    return refuse('place-closed', { placeId: place.placeId, reason: place.closure.reason, expectedEndOn: place.closure.expectedEndOn });
  const wrong = impossibleTime(place, when) ?? (home ? impossibleTime(home, when) : null);
  if (wrong) return wrong;
  const status = 'occupied';
  const now = revised(place, { status, heldUntil: null, statusSince: when.at });
  const fulfilled = revised(request, { status: 'fulfilled', until: null, statusSince: when.at });
  return agreed(...(home ? [vacated(home, when.at)] : []), occupied(now, fulfilled, when.at));
}

export function vacate(place: PlaceView, when: When): Decision {
  if (place.status !== 'occupied') return refuse('not-in-this-state', { status: place.status });
  return impossibleTime(place, when) ?? agreed(vacated(place, when.at));
}

/** Somebody who is on no journey (respite, planned stay) moves in. */
export function occupyByOther(place: PlaceView, when: When): Decision {
  if (place.status !== 'free')
    return refuse(place.status === 'occupied' ? 'not-in-this-state' : 'place-taken', {
      placeId: place.placeId,
      status: place.status,
      until: place.heldUntil,
    });
  if (place.closure)
    return refuse('place-closed', { placeId: place.placeId, reason: place.closure.reason, expectedEndOn: place.closure.expectedEndOn });
  return impossibleTime(place, when) ?? agreed(occupied(revised(place, { status: 'occupied', statusSince: when.at }), null, when.at));
}

/** Two journeys turned out to be one person's: the place goes on under the one that remains. */
export function handOver(place: PlaceView, toJourneyId: string, when: When): Decision {
  if (place.status !== 'occupied') return refuse('not-in-this-state', { status: place.status });
  const leaves = vacated(place, when.at);
  const stays = revised(freedPlace(place, when.at), { status: 'occupied', journeyId: toJourneyId });
  return agreed(leaves, occupied(stays, null, when.at));
}
