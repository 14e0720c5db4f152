// Days lost per cause. Each moment of a wait belongs to exactly one cause: the one in force then. The parts are whole milliseconds cut from one span,
// so they add up exactly to the wait.
import type { Cause } from '#contracts';
import { hour, instantOf, millisOf, type Millis } from '../time/calendar.ts';

export interface WaitSpan {
  readonly waitId: string;
  readonly from: string;
  readonly to: string | null;
}

export interface AttributedSince {
  readonly revision: number;
  readonly since: string;
  readonly cause: Cause;
}

export interface Segment {
  readonly waitId: string;
  readonly from: string;
  /** Null while it goes on. */
  readonly to: string | null;
  /** Null before anything has been found out. */
  readonly cause: Cause | null;
  readonly millis: Millis;
}

/**
 * Cuts a wait into segments by the causes attributed to it. The first cause reaches back to where the wait began: a wait is known a little after it opened.
 * A later revision holds from its `since` on, over anything earlier revisions said of that time.
 */
export function segmentsOf(wait: WaitSpan, history: readonly AttributedSince[], now: Millis): Segment[] {
  const start = millisOf(wait.from);
  const end = Math.max(start, wait.to === null ? now : millisOf(wait.to));
  const cuts: { at: Millis; cause: Cause | null }[] = [];
  for (const { since, cause } of history.toSorted((a, b) => a.revision - b.revision)) {
    const at = cuts.length === 0 ? start : Math.min(Math.max(start, millisOf(since)), end);
    while (cuts.length > 0 && cuts.at(-1)!.at >= at) cuts.pop();
    cuts.push({ at: cuts.length === 0 ? start : at, cause });
  }
  if (cuts.length === 0) cuts.push({ at: start, cause: null });
  return joined(cuts).map((cut, i, all) => {
    const next = all[i + 1];
    const until = next ? next.at : end;
    return {
      waitId: wait.waitId,
      from: instantOf(cut.at),
      to: next ? instantOf(next.at) : wait.to,
      cause: cut.cause,
      millis: until - cut.at,
    };
  });
}

/** Neighbours a reader would read as one (same kind and gate) become one segment, told as it was last. */
function joined(cuts: readonly { at: Millis; cause: Cause | null }[]): { at: Millis; cause: Cause | null }[] {
  const out: { at: Millis; cause: Cause | null }[] = [];
  for (const cut of cuts) {
    const last = out.at(-1);
    if (last && last.cause?.kind === cut.cause?.kind && last.cause?.gate === cut.cause?.gate) last.cause = cut.cause;
    else out.push({ ...cut });
  }
  return out;
}

/** Milliseconds per kind of cause over any number of segments; `unknown` where none was found. Their sum is the sum of the segments. */
export function millisByCause(segments: readonly Segment[]): Map<Cause['kind'] | 'unknown', Millis> {
  const sums = new Map<Cause['kind'] | 'unknown', Millis>();
  for (const { cause, millis } of segments) {
    const kind = cause?.kind ?? 'unknown';
    sums.set(kind, (sums.get(kind) ?? 0) + millis);
  }
  return sums;
}

export const hoursOf = (millis: Millis): number => millis / hour;
