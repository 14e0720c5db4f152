// The hash chain of a stream: h(1) = d(1), h(n) = sha256(h(n-1) + d(n)), where d is the digest of the stream's name and the event's
// stored text. Whoever changes, swaps or removes an event must rewrite everything after it and the stream's head.
import { createHash } from 'node:crypto';
import type { SlussEvent } from '#contracts';

/** The text an event is stored, hashed and carried as. */
export function canonicalText({ id, type, version, key, occurredAt, recordedAt, causedBy, actor, data }: SlussEvent): string {
  return JSON.stringify({ id, type, version, key, occurredAt, recordedAt, causedBy, actor, data });
}

export const digestOf = (stream: string, text: string): Buffer => createHash('sha256').update(stream).update('\n').update(text).digest();

export const link = (previous: Buffer, digest: Buffer): Buffer =>
  previous.length === 0 ? digest : createHash('sha256').update(previous).update(digest).digest();
