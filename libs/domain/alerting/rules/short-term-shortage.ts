// More people wait for a short-term place in a municipality than there are free places that suit them.
import type { CareKind } from '#contracts';
import { chainBefore, chainImprint, type Way } from '../../causes/gates.ts';
import { queueOf, type Scene } from '../../causes/scene.ts';
import type { OpenJourney } from '../../causes/situation.ts';
import { byText, hoursBetween } from '../finding.ts';
import { severityOf } from '../policy.ts';
import { reliefFor, takenByFree, type Held } from '../relief.ts';
import { journeysShown, markStale, nextOf, type AlertRule, type World } from './rule.ts';

const kind: CareKind = 'short-term';
/** Everybody who waits for short-term care stands at this gate, whatever each needs. */
export const way: Way = { kind, needs: [] };

export const shortTermShortage: AlertRule = {
  id: 'short-term-shortage',
  subject: 'municipality',
  check: markStale((world, municipality, now, policy) => {
    const { scene } = world;
    const queue = queueFor(scene);
    if (queue.length === 0) return null;
    const chain = chainBefore(scene, way);
    const { places } = chain[0]!;
    // No places registered or reported: nothing is known about room, so nothing is said about shortage.
    if (places === 0) return null;
    const held: Held = { scene, heldUp: new Set(queue.map((j) => j.journeyId)), chain };
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
      places,
      expectedAt: null,
      cause: { gate: 'no-place', chain },
      restsOn: chainImprint(chain),
      advise: () => {
        const clears = reliefFor(held);
        return { clears, ...nextOf(clears, municipality) };
      },
    };
  }),
  /** Severity rises with the oldest wait: look again at the next rung. */
  turnsAt: ({ scene }, _municipality, now, policy) => {
    const queue = queueFor(scene);
    return queue.length === 0 ? null : nextRung(queue[0]!.wait!.from, now, policy.rules['short-term-shortage'].ladder);
  },
};

/** Those who seek a short-term place before any other, longest wait first: who is told of, not who goes first. */
export const queueFor = (scene: Scene): OpenJourney[] =>
  scene.seekers
    .filter(({ wait }) => queueOf(wait) === kind)
    .map(({ journey }) => journey)
    .sort((a, b) => byText(a.wait!.from, b.wait!.from) || byText(a.journeyId, b.journeyId));

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
