// More people wait for a short-term place in a municipality than there are free places that suit them.
import type { CareKind } from '#contracts';
import { hoursBetween } from '../finding.ts';
import { severityOf } from '../policy.ts';
import { reliefFor, takenByFree, type Held } from '../relief.ts';
import { byText, firstChoice, gatesFrom, Rooms, waitingOf } from '../room.ts';
import { journeysShown, markStale, nextOf, type AlertRule, type World } from './rule.ts';

const kind: CareKind = 'short-term';

export const shortTermShortage: AlertRule = {
  id: 'short-term-shortage',
  subject: 'municipality',
  check: markStale((world, municipality, now, policy) => {
    const held = heldUpFor(world, municipality);
    const queue = held.waiting.filter((j) => held.heldUp.has(j.journeyId));
    const room = held.rooms.of(kind);
    // No places registered or reported: nothing is known about room, so nothing is said about shortage.
    if (queue.length === 0 || room.places === 0) return null;
    const usable = takenByFree(held);
    if (queue.length <= usable) return null;
    const oldest = queue[0]!.wait!.from;
    return {
      severity: severityOf(policy.rules['short-term-shortage'], queue.length - usable, hoursBetween(oldest, now)),
      since: shortSince(
        world,
        municipality,
        queue.map((j) => j.wait!.from),
        usable,
      ),
      stale: false,
      municipality,
      sourceId: null,
      kind,
      count: queue.length,
      journeys: queue.slice(0, journeysShown).map((j) => j.journeyId),
      oldestSince: oldest,
      free: usable,
      places: room.places,
      expectedAt: null,
      cause: { gate: 'no-place', chain: [...held.chain] },
      advise: () => {
        const clears = reliefFor(held);
        return { clears, ...nextOf(clears, municipality) };
      },
    };
  }),
  /** Severity rises with the oldest wait: look again at the next rung. */
  turnsAt: (world, municipality, now, policy) => {
    const queue = waitingOf(world.situation, municipality).filter((j) => firstChoice(j) === kind);
    return queue.length === 0 ? null : nextRung(queue[0]!.wait!.from, now, policy.rules['short-term-shortage'].ladder);
  },
};

export function heldUpFor(world: World, municipality: string): Held {
  const { situation } = world;
  const rooms = new Rooms(situation, municipality);
  const waiting = waitingOf(situation, municipality);
  const heldUp = new Set(waiting.filter((j) => firstChoice(j) === kind).map((j) => j.journeyId));
  return { situation, rooms, waiting, heldUp, chain: gatesFrom(kind, rooms, waiting) };
}

/**
 * The earliest moment from which the shortage is certain. Going back, those who wait now waited then if their wait had begun, and every place that
 * has changed hands since may have been free: so more waited than could have been free at `t`, and at every moment after it.
 */
function shortSince(world: World, municipality: string, froms: readonly string[], usable: number): string {
  const changed = [...world.situation.places.values()]
    .filter((p) => p.municipality === municipality && p.kind === kind && !(p.status === 'free' && !p.closure))
    .map((p) => (p.closure && p.closure.since > p.statusSince ? p.closure.since : p.statusSince));
  const certain = (t: string) => froms.filter((f) => f <= t).length > usable + changed.filter((c) => c > t).length;
  return [...froms, ...changed].filter(certain).sort(byText)[0]!;
}

export function nextRung(oldest: string, now: string, ladder: readonly { oldestHours?: number }[]): string | null {
  const moments = ladder.flatMap((r) =>
    r.oldestHours === undefined ? [] : [new Date(Date.parse(oldest) + r.oldestHours * 3_600_000).toISOString()],
  );
  return moments.filter((at) => at > now).sort(byText)[0] ?? null;
}
