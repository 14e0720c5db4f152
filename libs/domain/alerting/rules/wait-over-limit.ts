// Patients who have been ready to leave hospital longer than the limit, gathered per municipality.
import type { Cause, GateCode, Relief } from '#contracts';
import { hospitalKind } from '../../flow/care-kinds.ts';
import { unknownMunicipality, type OpenJourney, type Situation } from '../../causes/situation.ts';
import { chainBefore, chainImprint, wayKey, wayOf } from '../../causes/gates.ts';
import type { Scene, Waiter } from '../../causes/scene.ts';
import { placeTargets } from '../../flow/care-kinds.ts';
import { byText, firstOf, hoursBetween, plusHours } from '../finding.ts';
import { severityOf } from '../policy.ts';
import { reliefFor } from '../relief.ts';
import { actAtGate, journeysShown, markStale, nextOf, type AlertRule } from './rule.ts';
import { nextRung } from './short-term-shortage.ts';

export const waitOverLimit: AlertRule = {
  id: 'wait-over-limit',
  subject: 'municipality',
  check: markStale((world, municipality, now, policy) => {
    const { situation } = world;
    const over = inHospital(situation, municipality).filter((j) => plusHours(j.wait!.from, policy.waitLimitHours) <= now);
    if (over.length === 0) return null;
    const oldest = over[0]!.wait!.from;
    const code = municipality === unknownMunicipality ? null : municipality;
    const causes = over.map((j) => situation.causes.get(j.wait!.waitId)?.cause ?? null);
    const gate = commonest(causes);
    // The chain of the longest wait that has one: the same the queue shows for that case.
    const chain = causes.find((c) => c !== null && c.chain.length > 0)?.chain ?? [];
    const owed = acts(over, causes, code);
    return {
      severity: severityOf(policy.rules['wait-over-limit'], over.length, hoursBetween(oldest, now)),
      since: plusHours(oldest, policy.waitLimitHours),
      stale: false,
      municipality: code,
      sourceId: null,
      kind: null,
      count: over.length,
      journeys: over.slice(0, journeysShown).map((j) => j.journeyId),
      oldestSince: oldest,
      free: null,
      places: null,
      expectedAt: null,
      cause: { gate: gate ?? 'not-yet-known', chain },
      restsOn: JSON.stringify([chainImprint(chain), owed]),
      advise: () => {
        const room = municipality === unknownMunicipality ? [] : moreRoom(world.scene, over, causes);
        const clears = [...owed, ...room].sort((a, b) => b.people - a.people);
        return { clears, ...nextOf(clears, code) };
      },
    };
  }),
  turnsAt: ({ situation }, municipality, now, policy) => {
    const waiting = inHospital(situation, municipality);
    const next = waiting.map((j) => plusHours(j.wait!.from, policy.waitLimitHours)).filter((at) => at > now);
    return firstOf([...next, waiting.length ? nextRung(waiting[0]!.wait!.from, now, policy.rules['wait-over-limit'].ladder) : null]);
  },
};

/** Ready to leave hospital, longest wait first. */
const inHospital = (situation: Situation, municipality: string): OpenJourney[] =>
  [...situation.journeys.values()]
    .filter((j) => j.municipality === municipality && j.wait?.legKind === hospitalKind)
    .sort((a, b) => byText(a.wait!.from, b.wait!.from) || byText(a.journeyId, b.journeyId));

function commonest(causes: readonly (Cause | null)[]): GateCode | null {
  const counts = new Map<GateCode, number>();
  for (const cause of causes) if (cause) counts.set(cause.gate, (counts.get(cause.gate) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]))[0]?.[0] ?? null;
}

/** What somebody owes an act on, by act and owner. */
function acts(over: readonly OpenJourney[], causes: readonly (Cause | null)[], municipality: string | null): Relief[] {
  const found = new Map<string, Relief>();
  for (const [i, journey] of over.entries()) {
    const cause = causes[i];
    const action = cause ? actAtGate[cause.gate] : undefined;
    if (!cause || !action) continue;
    const owner =
      cause.owner.organisation === null && cause.owner.role === 'placement' ? { ...cause.owner, organisation: municipality } : cause.owner;
    const key = `${action} ${owner.role} ${owner.organisation}`;
    const before = found.get(key);
    const places = action === 'decide-discharge' ? 0 : 1;
    const kind = action === 'decide-discharge' ? null : (placeTargets(journey.wait!.targets)[0] ?? null);
    found.set(
      key,
      before
        ? { ...before, people: before.people + 1, places: before.places + places }
        : { action, kind, unitId: cause.detail.unitId, places, people: 1, at: null, owner },
    );
  }
  return [...found.values()];
}

/** For those who lack a place: what more room would do, for each queue of those who need the same. */
function moreRoom(scene: Scene, over: readonly OpenJourney[], causes: readonly (Cause | null)[]): Relief[] {
  const lacking = new Set(over.filter((_, i) => causes[i]?.gate === 'no-place').map((j) => j.journeyId));
  const seeking = scene.seekers.filter(({ journey }) => lacking.has(journey.journeyId));
  const queues = new Map<string, Waiter[]>();
  for (const waiter of seeking) {
    const queue = wayKey(wayOf(waiter.wait)!);
    queues.set(queue, [...(queues.get(queue) ?? []), waiter]);
  }
  const reliefs = [...queues.values()].flatMap((queue) => {
    const heldUp = new Set(queue.map(({ journey }) => journey.journeyId));
    return reliefFor({ scene, heldUp, chain: chainBefore(scene, wayOf(queue[0]!.wait)!) });
  });
  // Two queues may end at the same gate: it is named once, with what helps most.
  const key = (r: Relief) => `${r.action} ${r.kind} ${r.needs ?? ''} ${r.unitId}`;
  const best = [...reliefs].sort((a, b) => b.people - a.people || a.places - b.places);
  return best.filter((r, i) => best.findIndex((other) => key(other) === key(r)) === i);
}
