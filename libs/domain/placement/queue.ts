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

/** What decides where somebody stands. */
type Asking = Pick<RequestView, 'requestId' | 'requestedAt' | 'kinds' | 'priority'>;

/** Months run from the decision on lasting housing (socialtjänstlagen: report to IVO after three months). */
export function priorityAt(request: Asking, now: string, policy: PlacementPolicy): PriorityClass {
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

/** Puts whoever asks in the order that places are given; `asking` says what is asked. Causes of waits are judged along the same order. */
export function inQueueOrder<T>(all: readonly T[], asking: (one: T) => Asking, now: string, policy: PlacementPolicy) {
  const rankOf = (priority: PriorityClass) => {
    const index = policy.priorities.indexOf(priority);
    return index < 0 ? policy.priorities.length : index;
  };
  return all
    .map((one) => {
      const asked = asking(one);
      const priority = priorityAt(asked, now, policy);
      return { one, asked, priority, rank: rankOf(priority) };
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.asked.requestedAt < b.asked.requestedAt ? -1 : a.asked.requestedAt > b.asked.requestedAt ? 1 : 0) ||
        (a.asked.requestId < b.asked.requestId ? -1 : 1),
    );
}

export function orderRequests(requests: readonly RequestView[], now: string, policy: PlacementPolicy): Queued[] {
  return inQueueOrder(requests, (request) => request, now, policy)
    .map(({ one: request, priority }) => ({ request, priority, waitHours: Math.max(0, hoursBetween(request.requestedAt, now)) }))
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
