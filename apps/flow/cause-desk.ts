// Judges the waits of one municipality and says which got another cause. Pure.
import type { EventOf, PlacementPolicy } from '#contracts';
import { causesIn, instantOf, noticeablyDiffers, type AttributedCause, type Millis, type Situation } from '#domain';
import { derivedId, newEvent } from '#eventing';

/** What made us look: an event, or the clock. */
export interface Occasion {
  readonly causeId: string | null;
  readonly actor: string;
}

/** Causes attributed to waits that are closed now, or were opened before this situation was read: their revisions go on. */
export type EarlierCauses = ReadonlyMap<string, AttributedCause>;

export function attribute(
  situation: Situation,
  municipality: string,
  now: Millis,
  occasion: Occasion,
  earlier: EarlierCauses,
  policy: PlacementPolicy,
): EventOf<'CauseAttributed'>[] {
  const at = instantOf(now);
  const events: EventOf<'CauseAttributed'>[] = [];
  const waits = new Map([...situation.journeys.values()].flatMap(({ wait }) => (wait ? [[wait.waitId, wait]] : [])));
  for (const [waitId, cause] of causesIn(situation, municipality, now, policy)) {
    const before = situation.causes.get(waitId) ?? earlier.get(waitId);
    const wait = waits.get(waitId)!;
    if (before && !noticeablyDiffers(before.cause, cause)) {
      situation.causes.set(waitId, before);
      continue;
    }
    const revision = (before?.revision ?? 0) + 1;
    // The first cause holds from when the wait began; each later one from now, yet never from before the one it follows: partitions are read side by
    // side, so a neighbour's news may be a little older than what this wait was last judged on.
    const since = before ? later(at, before.since) : wait.from;
    const known = later(at, before?.since ?? at);
    const data = { journeyId: wait.journeyId, waitId, revision, since, cause };
    situation.causes.set(waitId, data);
    events.push(
      newEvent('CauseAttributed', {
        id:
          occasion.causeId === null
            ? derivedId(waitId, 'CauseAttributed', `revision ${revision}`)
            : derivedId(occasion.causeId, 'CauseAttributed', waitId),
        key: wait.journeyId,
        occurredAt: known,
        recordedAt: known,
        causedBy: occasion.causeId,
        actor: occasion.actor,
        data,
      }),
    );
  }
  return events;
}

const later = (a: string, b: string) => (a > b ? a : b);
