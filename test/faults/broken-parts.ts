// Three ways to build this wrong, each taken from what people do build, put into a running service: loaded before it (`node --import`), it puts a
// broken part where a good one was. They are kept to show that the runner can fail: `npm run test:faults -- --broken each`.
import 'reflect-metadata';
import { OpaqueIds } from '#platform';
import { readHeader } from '../../apps/intake/hl7/header.ts';
import { acknowledge } from '../../apps/intake/mllp/ack.ts';
import { Intake } from '../../apps/intake/receiving/intake.service.ts';
import { Placing } from '../../apps/placement/placing.service.ts';
import { bookSeenFree } from '../unguarded-booking.ts';

/** Says AA as soon as the message is read. */
function acknowledgesFirst() {
  const { frame } = Intake.prototype;
  Intake.prototype.frame = async function (bytes, ...rest) {
    void frame.call(this, bytes, ...rest).catch(() => {});
    const reply = { header: readHeader(bytes).header, charset: 'utf-8', verdict: 'accept', fault: null, id: 'x', now: new Date() } as const;
    return { messages: acknowledge(reply), stranger: false, close: false };
  };
}

function booksWhatItSawFree() {
  Placing.prototype.onRequest = async function (this: object, asker, requestId, _revision, placeId, decide) {
    const { decision, placed } = await bookSeenFree(this, { asker, requestId, placeId, decide, now: new Date() });
    if (!decision.ok) throw new Error(decision.code);
    return placed;
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
