// Short-term places are expected to run out within the horizon. Plain arithmetic, no probability: free places, plus vacancies and reopenings that somebody
// has named a time for, minus those in hospital who are headed for short-term care, at the time their discharge is estimated.
import type { CareKind } from '#contracts';
import { hospitalKind, placeTargets } from '../../flow/care-kinds.ts';
import type { OpenJourney, Situation } from '../../causes/situation.ts';
import { chainFrom, chainImprint, gateOf, opensAtOf } from '../../causes/gates.ts';
import { closureEndsAt } from '../../causes/scene.ts';
import { localDate, millisOf } from '../../time/calendar.ts';
import { byText, firstOf, plusHours } from '../finding.ts';
import { severityOf, type AlertPolicy } from '../policy.ts';
import { takenByFree } from '../relief.ts';
import { journeysShown, markStale, type AlertRule } from './rule.ts';
import { queueFor, way } from './short-term-shortage.ts';

const kind: CareKind = 'short-term';
/** An estimate that has passed still counts for a day: the patient may leave at any moment. */
const overdueHours = 24;

interface Turn {
  readonly at: string;
  readonly change: 1 | -1;
  readonly journeyId: string | null;
}

export const shortTermShortageAhead: AlertRule = {
  id: 'short-term-shortage-ahead',
  subject: 'municipality',
  check: markStale((world, municipality, now, policy) => {
    const { scene } = world;
    const { places, free } = gateOf(scene, way);
    if (places === 0) return null;
    const heldUp = new Set(queueFor(scene).map((j) => j.journeyId));
    // Short already: the alert about now says it, and this one would only repeat it.
    if (takenByFree({ scene, heldUp, chain: [] }) < heldUp.size) return null;
    const runOut = runsOut(free - heldUp.size, turnsOf(world.situation, municipality, now, policy));
    if (!runOut) return null;
    const chain = chainFrom(scene, way);
    const opensAt = opensAtOf(scene, way);
    return {
      severity: severityOf(policy.rules['short-term-shortage-ahead'], runOut.deficit, 0),
      since: now,
      stale: false,
      municipality,
      sourceId: null,
      kind,
      count: runOut.deficit,
      journeys: runOut.without.slice(0, journeysShown),
      oldestSince: null,
      free,
      places,
      expectedAt: runOut.at,
      cause: { gate: 'no-place', chain },
      restsOn: JSON.stringify([chainImprint(chain), localDate(millisOf(runOut.at)), opensAt]),
      advise: () => {
        const owner = { role: 'placement' as const, organisation: municipality };
        const lacking = runOut.deficit;
        return {
          clears: [{ action: 'free-places', kind, unitId: null, places: lacking, people: lacking, at: opensAt, owner }],
          owner,
          nextStep: 'plan-ahead',
        };
      },
    };
  }),
  /** Time brings new estimates within the horizon and carries known ones past now. */
  turnsAt: (world, municipality, now, policy) => {
    const far = turnsOf(world.situation, municipality, now, { ...policy, horizonHours: policy.horizonHours + 14 * 24 });
    const horizon = plusHours(now, policy.horizonHours);
    return firstOf(far.flatMap(({ at }) => [at > horizon ? plusHours(at, -policy.horizonHours) : null, at > now ? at : null]));
  },
};

/** The known changes of the balance up to the horizon, in time order; on the same moment a vacancy comes first. */
function turnsOf(situation: Situation, municipality: string, now: string, policy: AlertPolicy): Turn[] {
  const until = plusHours(now, policy.horizonHours);
  const arrivals = [...situation.journeys.values()]
    .filter((j) => j.municipality === municipality && headedFor(j))
    .map((j): Turn => ({ at: j.expectedDischargeAt!, change: -1, journeyId: j.journeyId }))
    .filter((t) => t.at >= plusHours(now, -overdueHours))
    .map((t) => (t.at < now ? { ...t, at: now } : t));
  const openings = openingsOf(situation, municipality).filter((at) => at >= now);
  const turns = [...arrivals, ...openings.map((at): Turn => ({ at, change: 1, journeyId: null }))].filter((t) => t.at <= until);
  return turns.sort((a, b) => byText(a.at, b.at) || b.change - a.change || byText(a.journeyId ?? '', b.journeyId ?? ''));
}

/** In hospital, not yet ready, estimated to leave, and short-term care is the first place they need. */
const headedFor = (j: OpenJourney): boolean =>
  j.leg?.kind === hospitalKind && j.wait === null && j.expectedDischargeAt !== null && placeTargets(j.targets)[0] === kind;

/** Times at which a place is expected to open. A unit's own figures count only where its places name no time, so that none counts twice. */
function openingsOf(situation: Situation, municipality: string): string[] {
  const places = [...situation.places.values()].filter((p) => p.municipality === municipality && p.kind === kind);
  const named = places
    .map((p) => ({ unitId: p.unitId, at: p.closure ? closureEndsAt(p) : p.status === 'occupied' ? p.expectedFreeAt : null }))
    .filter((p) => p.at !== null);
  const naming = new Set(named.map((p) => p.unitId));
  const reported = [...situation.units.values()]
    .filter((u) => u.municipality === municipality && u.kind === kind && !naming.has(u.unitId))
    .flatMap((u) => u.expectedVacancies.flatMap((v) => Array.from({ length: v.places }, () => v.at)));
  return [...named.map((p) => p.at!), ...reported];
}

/** When the balance first goes under zero, how deep it goes within the horizon, and who then stands without a place. */
function runsOut(balance: number, turns: readonly Turn[]): { at: string; deficit: number; without: string[] } | null {
  let at: string | null = null;
  let lowest = 0;
  const without: string[] = [];
  for (const turn of turns) {
    balance += turn.change;
    if (balance >= 0 || turn.change > 0) continue;
    at ??= turn.at;
    lowest = Math.min(lowest, balance);
    without.push(turn.journeyId!);
  }
  return at === null ? null : { at, deficit: -lowest, without };
}
