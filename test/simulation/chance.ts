// Takes the two things out of a process that no seed can give back: chance and the time of day. What the product draws from `node:crypto` (opaque ids,
// keys, nonces, event ids at the edges) then follows from the seed, and so does what PostgreSQL's `now()` says, since PGlite asks `Date.now`.
// For a process that does nothing else than simulate: both are changed for the whole of it.
import { Buffer } from 'node:buffer';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Clock } from '#platform';
import { randomFrom, type Random } from '#simulator';

export class VirtualClock implements Clock {
  private at = 0;
  now(): Date {
    return new Date(this.at);
  }
  set(at: string | number): void {
    this.at = new Date(at).getTime();
  }
  advance(ms: number): void {
    this.at += ms;
  }
}

export const virtualClock = new VirtualClock();

let source: Random = randomFrom('0');

/** Everything drawn from here on follows from the seed. */
export function drawFrom(seed: string): void {
  source = randomFrom(seed);
}

function bytes(length: number): Buffer {
  const drawn = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) drawn[i] = source.int(256);
  return drawn;
}

function uuid(): string {
  const drawn = bytes(16);
  drawn[6] = (drawn[6]! & 0x0f) | 0x40;
  drawn[8] = (drawn[8]! & 0x3f) | 0x80;
  const hex = drawn.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function makeProcessDeterministic(): void {
  Object.assign(crypto, { randomBytes: bytes, randomUUID: uuid });
  syncBuiltinESMExports();
  Date.now = () => virtualClock.now().getTime();
  hastenShortWaits();
}

/** Longer ones guard against what does not happen here. */
const SHORT_MS = 10;

/** A wait of some milliseconds (for more messages to share a commit) would race the processor: it ends when all that is ready now has been done. */
function hastenShortWaits(): void {
  const { setTimeout: later, clearTimeout: cancel } = globalThis;
  const hastened = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    ms <= SHORT_MS ? setImmediate(work, ...args) : later(work, ms, ...args);
  // Each takes what is its own, and leaves the other alone.
  const cancelled = (timer: NodeJS.Timeout & NodeJS.Immediate) => {
    cancel(timer);
    clearImmediate(timer);
  };
  Object.assign(globalThis, { setTimeout: hastened, clearTimeout: cancelled });
}
