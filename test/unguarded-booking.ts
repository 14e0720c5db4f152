// A booking built as people do build it: it looks whether the place is free, and writes when it was. Kept to show that what looks for it can find it.
import type { Asker } from '#contracts';
import type { placement } from '#domain';
import type { EventStore } from '#eventing';
import type { DataSource } from 'typeorm';
import { Desk } from '../apps/placement/desk.ts';
import type { PlacementPolicyAt } from '../apps/placement/policies.ts';
import type { OnRequest, Placed } from '../apps/placement/placing.service.ts';

/** `table constraint`: to be taken away, since they would refuse the fault before anybody could see it. */
export const bookingConstraints: readonly string[] = [
  'placement.request one_holder_per_place',
  'placement.request request_agrees_with_place',
  'placement.place place_agrees_with_request',
  'placement.place one_reserved_place_per_person',
  'placement.place one_home_per_person',
];

export interface Booking {
  readonly asker: Asker;
  readonly requestId: string;
  readonly placeId: string | undefined;
  readonly decide: (s: OnRequest) => placement.Decision;
  readonly now: Date;
}

/** `placing` is the good part whose connections it takes. Nothing is held between reading and writing. Answers what was decided, and what it then left. */
export async function bookSeenFree(
  placing: object,
  { asker, requestId, placeId, decide, now }: Booking,
): Promise<{ decision: placement.Decision; placed: Placed }> {
  const { dataSource, store, policyAt } = placing as { dataSource: DataSource; store: EventStore; policyAt: PlacementPolicyAt };
  const desk = new Desk(dataSource.manager);
  await desk.load({ requests: [requestId], places: placeId ? [placeId] : [] });
  const request = desk.requests.get(requestId)!;
  const chosen = placeId ?? request.placeId;
  const place = () => (chosen ? (desk.places.get(chosen) ?? null) : null);
  const at = now.toISOString();
  const policy = policyAt(request.municipality, at);
  const decision = decide({ request, place: place(), ...desk.placesOf(request.journeyId), policy, when: { at, now: at } });
  if (decision.ok) {
    desk.take(decision.events, { recordedAt: at, causedBy: null, actor: `user:${asker.login}` });
    await desk.flush(store);
  }
  return { decision, placed: { request: desk.requests.get(requestId)!, place: place() } };
}
