// In which order requests stand, and why. Two people asking get the same answer: class first, then the longest wait, then the id.
import type { PlaceView, PriorityClass, RequestView } from '#contracts';
import { traitsOf } from '../flow/care-kinds.ts';
import { hoursBetween } from './decision.ts';
import type { PlacementPolicy } from './policy.ts';
import { isInReach } from './reach.ts';
import { said, waited, type Said } from './wording.ts';

export interface Queued {
  readonly request: RequestView;
  readonly position: number;
  /** The class at this moment: a request moves up when the three months draw near. */
  readonly priority: PriorityClass;
  readonly waitHours: number;
  readonly reason: Said;
}

/** Months run from the decision on lasting housing (socialtjänstlagen: report to IVO after three months). */
export function priorityAt(request: RequestView, now: string, policy: PlacementPolicy): PriorityClass {
  const days = hoursBetween(request.requestedAt, now) / 24;
  const first = request.kinds[0];
  const near = first !== undefined && traitsOf(first).stay === 'lasting' && days >= policy.nearThreeMonthsDays;
  const raised = near && policy.priorities.indexOf('near-three-months') < policy.priorities.indexOf(request.priority);
  return raised ? 'near-three-months' : request.priority;
}

const classText: Record<PriorityClass, Said> = {
  urgent: said('brådskande', 'urgent'),
  'near-three-months': said('snart tre månader sedan beslutet', 'close to three months since the decision'),
  hospital: said('väntar på sjukhus', 'waits in hospital'),
  'short-term': said('väntar på korttidsplats', 'waits in short-term care'),
  ordinary: said('väntar hemma', 'waits at home'),
};

export function orderRequests(requests: readonly RequestView[], now: string, policy: PlacementPolicy): Queued[] {
  const rankOf = (priority: PriorityClass) => {
    const index = policy.priorities.indexOf(priority);
    return index < 0 ? policy.priorities.length : index;
  };
  return requests
    .map((request) => ({
      request,
      priority: priorityAt(request, now, policy),
      waitHours: Math.max(0, hoursBetween(request.requestedAt, now)),
    }))
    .sort(
      (a, b) =>
        rankOf(a.priority) - rankOf(b.priority) ||
        (a.request.requestedAt < b.request.requestedAt ? -1 : a.request.requestedAt > b.request.requestedAt ? 1 : 0) ||
        (a.request.requestId < b.request.requestId ? -1 : 1),
    )
    .map((queued, index) => {
      const why = classText[queued.priority];
      const wait = waited(queued.waitHours);
      return { ...queued, position: index + 1, reason: said(`${why.sv}, väntat ${wait.sv}`, `${why.en}, waited ${wait.en}`) };
    });
}

/** Those who stand before this request and could use this place as it is: giving it to the request passes them over. */
export function passedOver(request: RequestView, place: PlaceView, queue: readonly Queued[]): Queued[] {
  const own = queue.find((q) => q.request.requestId === request.requestId);
  return queue.filter(
    (q) =>
      q.request.requestId !== request.requestId &&
      q.request.status === 'open' &&
      (!own || q.position < own.position) &&
      q.request.kinds.includes(place.kind) &&
      isInReach(place, q.request.municipality, []) &&
      q.request.needs.every((need) => place.features.includes(need)),
  );
}
