// A request for a place: opened for a wait, changed when its needs change, withdrawn when the wait ends without a move.
import type { PlaceFeature, PlaceView, PriorityClass, RequestView } from '#contracts';
import { agreed, refuse, revised, type Decision, type PlacementDraft, type When } from './decision.ts';

/** A wait asks for one place, so its request bears the wait's own id: the same wait can never open two. */
export const requestIdOf = (waitId: string): string => waitId;

export const isReserving = (request: RequestView): boolean =>
  request.status === 'held' || request.status === 'offered' || request.status === 'accepted';
export const isActive = (request: RequestView): boolean => request.status === 'open' || isReserving(request);

export interface Need {
  readonly journeyId: string;
  readonly waitId: string;
  readonly municipality: string;
  readonly kinds: RequestView['kinds'];
  readonly needs: readonly PlaceFeature[];
  readonly wishUnitId: string | null;
  readonly priority: PriorityClass;
  readonly requestedAt: string;
  readonly earliestAt: string;
}

const asked = (need: Need) => ({
  municipality: need.municipality,
  kinds: need.kinds,
  needs: [...need.needs].sort(),
  wishUnitId: need.wishUnitId,
  priority: need.priority,
  requestedAt: need.requestedAt,
  earliestAt: need.earliestAt,
});

const requested = (request: RequestView, occurredAt: string): PlacementDraft => ({
  type: 'PlacementRequested',
  key: request.journeyId,
  occurredAt,
  data: { request },
});

/** Opens the request, or takes in what is now known of the need. A reserved place stays reserved; a fulfilled request stays so. */
export function requestPlacement(need: Need, known: RequestView | null, when: When): Decision {
  const now = asked(need);
  if (!known) {
    const request: RequestView = {
      requestId: requestIdOf(need.waitId),
      journeyId: need.journeyId,
      waitId: need.waitId,
      ...now,
      status: 'open',
      placeId: null,
      until: null,
      statusSince: need.requestedAt,
      declines: [],
      revision: 1,
    };
    return agreed(requested(request, when.at));
  }
  if (known.status === 'fulfilled') return agreed();
  if (known.status === 'withdrawn') return agreed(requested(revised(known, { ...now, status: 'open', statusSince: when.at }), when.at));
  const same = JSON.stringify(now) === JSON.stringify(asked({ ...known, needs: known.needs }));
  return same ? agreed() : agreed(requested(revised(known, now), when.at));
}

/** The wait is over without a move: a reserved place becomes free for the next. */
export function withdrawRequest(request: RequestView, place: PlaceView | null, when: When): Decision {
  if (!isActive(request)) return refuse('request-not-open', { status: request.status });
  const withdrawn = revised(request, { status: 'withdrawn', placeId: null, until: null, statusSince: when.at });
  const freed = place && place.requestId === request.requestId ? freedPlace(place, when.at) : null;
  return agreed({
    type: 'RequestWithdrawn',
    key: freed?.unitId ?? request.journeyId,
    occurredAt: when.at,
    data: { request: withdrawn, place: freed },
  });
}

export const freedPlace = (place: PlaceView, at: string): PlaceView =>
  revised(place, { status: 'free', journeyId: null, requestId: null, heldUntil: null, expectedFreeAt: null, statusSince: at });
