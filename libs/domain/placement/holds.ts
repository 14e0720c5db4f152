// From a free place to an accepted offer. A free place that is reported is a promise: it is held for one person until a time,
// offered, and accepted or declined. An offer nobody answers in time counts as no.
import type { DataOf, PlaceView, RequestView } from '#contracts';
import { agreed, hoursAfter, invalid, refuse, revised, type Decision, type PlacementDraft, type Refusal, type When } from './decision.ts';
import type { PlacementPolicy } from './policy.ts';
import { isInReach } from './reach.ts';
import { freedPlace, isReserving } from './requests.ts';

type Reason = DataOf<'OfferDeclined'>['reason'];

export interface Reserving {
  readonly request: RequestView;
  /** Null when the request names no place, or a place that is not there. */
  readonly place: PlaceView | null;
  /** A place the same person already has reserved, also through another journey. */
  readonly reserved: PlaceView | null;
}

/** Why this place cannot be reserved for this request, or null. Also what ranking shows beside a place. */
export function hindranceOf(place: PlaceView, request: RequestView, policy: PlacementPolicy): Refusal | null {
  const about = { placeId: place.placeId };
  if (!request.kinds.includes(place.kind)) return refuse('place-wrong-kind', { ...about, kind: place.kind, kinds: request.kinds });
  if (!isInReach(place, request.municipality, policy.agreements))
    return refuse('place-other-municipality', { ...about, municipality: place.municipality });
  if (place.status !== 'free') return refuse('place-taken', { ...about, until: place.heldUntil });
  if (place.closure) return refuse('place-closed', { ...about, reason: place.closure.reason, expectedEndOn: place.closure.expectedEndOn });
  const unmet = request.needs.filter((need) => !place.features.includes(need));
  if (unmet.length && !policy.holdWithUnmetNeeds) return refuse('not-in-this-state', { ...about, unmet });
  return null;
}

function mayReserve({ request, place, reserved }: Reserving, policy: PlacementPolicy): Refusal | null {
  if (request.status === 'fulfilled' || request.status === 'withdrawn') return refuse('request-not-open', { status: request.status });
  if (isReserving(request)) return refuse('already-placed', { placeId: request.placeId, status: request.status });
  if (reserved) return refuse('already-placed', { placeId: reserved.placeId, status: reserved.status });
  if (!place) return refuse('not-found');
  return hindranceOf(place, request, policy);
}

const untilWithin = (pointer: string, until: string | undefined, when: When, hours: number, maxHours: number): string | Refusal => {
  const chosen = until ?? hoursAfter(when.at, hours);
  if (chosen <= when.at) return invalid(pointer, `${chosen} is not after ${when.at}`);
  const latest = hoursAfter(when.at, maxHours);
  return chosen > latest ? invalid(pointer, `${chosen} is later than ${latest}, the latest allowed`) : chosen;
};

const pair = (
  type: 'PlaceHeld' | 'HoldReleased' | 'HoldExpired' | 'PlaceOffered' | 'OfferAccepted',
  place: PlaceView,
  request: RequestView,
  at: string,
): PlacementDraft => ({ type, key: place.unitId, occurredAt: at, data: { place, request } });

function reserve(type: 'PlaceHeld' | 'PlaceOffered', place: PlaceView, request: RequestView, until: string, at: string): Decision {
  const status = type === 'PlaceHeld' ? 'held' : 'offered';
  const { requestId, journeyId } = request;
  return agreed(
    pair(
      type,
      revised(place, { status, journeyId, requestId, heldUntil: until, statusSince: at }),
      revised(request, { status, placeId: place.placeId, until, statusSince: at }),
      at,
    ),
  );
}

const letGo = (type: 'HoldReleased' | 'HoldExpired', place: PlaceView, request: RequestView, at: string): Decision =>
  agreed(pair(type, freedPlace(place, at), reopened(request, at), at));

const reopened = (request: RequestView, at: string, declines = request.declines): RequestView =>
  revised(request, { status: 'open', placeId: null, until: null, statusSince: at, declines });

/** Holding the same place again moves the time; anything else asks for a free place of the right kind in the right municipality. */
export function holdPlace(s: Reserving, policy: PlacementPolicy, when: When, until?: string): Decision {
  const end = untilWithin('/until', until, when, policy.holdHours, policy.maxHoldHours);
  if (typeof end !== 'string') return end;
  const { request, place } = s;
  if (request.status === 'held' && place && request.placeId === place.placeId) {
    return lapsed(request, when) ? refuse('hold-expired', { until: request.until }) : reserve('PlaceHeld', place, request, end, when.at);
  }
  return mayReserve(s, policy) ?? reserve('PlaceHeld', place!, request, end, when.at);
}

/** Offers the place that is held; with an open request, a free place is held and offered in one. */
export function offerPlace(s: Reserving, policy: PlacementPolicy, when: When, answerBy?: string): Decision {
  const end = untilWithin('/answerBy', answerBy, when, policy.answerHours, policy.maxAnswerHours);
  if (typeof end !== 'string') return end;
  const { request, place } = s;
  if (request.status === 'held' && place && request.placeId === place.placeId) {
    if (lapsed(request, when)) return refuse('hold-expired', { until: request.until });
    if (place.closure)
      return refuse('place-closed', { placeId: place.placeId, reason: place.closure.reason, expectedEndOn: place.closure.expectedEndOn });
    return reserve('PlaceOffered', place, request, end, when.at);
  }
  if (request.status === 'open' && !place) return refuse('not-in-this-state', { status: request.status, needs: 'placeId' });
  return mayReserve(s, policy) ?? reserve('PlaceOffered', place!, request, end, when.at);
}

export function releaseHold({ request, place }: Reserving, when: When): Decision {
  if (!isReserving(request) || !place) return refuse('not-in-this-state', { status: request.status });
  return letGo('HoldReleased', place, request, when.at);
}

export function acceptOffer({ request, place }: Reserving, when: When): Decision {
  if (request.status !== 'offered' || !place) return refuse('not-in-this-state', { status: request.status });
  if (lapsed(request, when)) return refuse('hold-expired', { until: request.until });
  const status = 'accepted';
  return agreed(
    pair(
      'OfferAccepted',
      revised(place, { status, heldUntil: null, statusSince: when.at }),
      revised(request, { status, until: null, statusSince: when.at }),
      when.at,
    ),
  );
}

export function declineOffer({ request, place }: Reserving, reason: Reason, when: When): Decision {
  if (request.status !== 'offered' || !place) return refuse('not-in-this-state', { status: request.status });
  const declines = [...request.declines, { placeId: place.placeId, reason, at: when.at }];
  const data = { place: freedPlace(place, when.at), request: reopened(request, when.at, declines), reason };
  return agreed({ type: 'OfferDeclined', key: place.unitId, occurredAt: when.at, data });
}

const lapsed = (request: RequestView, when: When): boolean => request.until !== null && request.until <= when.at;

/** What time does: a hold past its end lapses, an unanswered offer counts as no. Nothing happens before the time, or twice. */
export function expireHold(s: Reserving, now: string): Decision {
  const { request, place } = s;
  if (!place || !request.until || request.until > now) return agreed();
  // It lapsed when its time was out, whenever the sweep came to see it.
  const when = { at: request.until, now };
  if (request.status === 'held') return letGo('HoldExpired', place, request, when.at);
  return request.status === 'offered' ? declineOffer(s, 'no-answer', when) : agreed();
}
