// Three ways to build this wrong, each taken from what people do build, put into a running service: loaded before it (`node --import`), it puts a
// broken part where a good one was. They are kept to show that the runner can fail: `npm run test:faults -- --broken each`.
import 'reflect-metadata';
import type { EventStore } from '#eventing';
import { OpaqueIds } from '#platform';
import type { Asker } from '#contracts';
import type { placement } from '#domain';
import type { DataSource } from 'typeorm';
import { readHeader } from '../../apps/intake/hl7/header.ts';
import { acknowledge } from '../../apps/intake/mllp/ack.ts';
import { Intake } from '../../apps/intake/receiving/intake.service.ts';
import { Desk } from '../../apps/placement/desk.ts';
import type { PlacementPolicyAt } from '../../apps/placement/policies.ts';
import { Placing, type OnRequest, type Placed } from '../../apps/placement/placing.service.ts';

/** Says AA as soon as the message is read. */
function acknowledgesFirst() {
  const { frame } = Intake.prototype;
  Intake.prototype.frame = async function (bytes, ...rest) {
    void frame.call(this, bytes, ...rest).catch(() => {});
    const reply = { header: readHeader(bytes).header, charset: 'utf-8', verdict: 'accept', fault: null, id: 'x', now: new Date() } as const;
    return { messages: acknowledge(reply), stranger: false, close: false };
  };
}

/** Looks whether the place is free, and writes when it was: nothing is held in between. */
function booksWhatItSawFree() {
  Placing.prototype.onRequest = async function (
    this: unknown,
    asker: Asker,
    requestId: string,
    _revision: number,
    placeId: string | undefined,
    decide: (s: OnRequest) => placement.Decision,
  ): Promise<Placed> {
    const { dataSource, store, policyAt } = this as { dataSource: DataSource; store: EventStore; policyAt: PlacementPolicyAt };
    const desk = new Desk(dataSource.manager);
    await desk.load({ requests: [requestId], places: placeId ? [placeId] : [] });
    const request = desk.requests.get(requestId)!;
    const chosen = placeId ?? request.placeId;
    const place = chosen ? (desk.places.get(chosen) ?? null) : null;
    const now = new Date().toISOString();
    const state = {
      request,
      place,
      ...desk.placesOf(request.journeyId),
      policy: policyAt(request.municipality, now),
      when: { at: now, now },
    };
    const decision = decide(state);
    if (!decision.ok) throw new Error(decision.code);
    desk.take(decision.events, { recordedAt: now, causedBy: null, actor: `user:${asker.login}` });
    await desk.flush(store);
    return { request: desk.requests.get(requestId)!, place: chosen ? desk.places.get(chosen)! : null };
  };
}

/** Takes two messages for the same when their control id is. */
function knowsByControlId() {
  const { of } = OpaqueIds.prototype;
  OpaqueIds.prototype.of = function (kind, text) {
    return of.call(this, kind, kind === 'message' ? text.slice(0, text.lastIndexOf('\n')) : text);
  };
}

const parts = {
  'acknowledges-first': acknowledgesFirst,
  'books-what-it-saw-free': booksWhatItSawFree,
  'knows-by-control-id': knowsByControlId,
};
parts[process.env.SLUSS_TEST_BROKEN as keyof typeof parts]();
