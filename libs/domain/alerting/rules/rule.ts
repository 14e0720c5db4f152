// The shape of a rule: a pure question about one subject at one moment, and when the answer may next change by time alone.
import type { AlertRuleId, GateCode, Relief, AlertView } from '#contracts';
import type { Scene } from '../../causes/scene.ts';
import type { OpenJourney, Situation } from '../../causes/situation.ts';
import { hospitalKind } from '../../flow/care-kinds.ts';
import type { Finding, Subject } from '../finding.ts';
import type { AlertPolicy } from '../policy.ts';

export interface Source {
  readonly sourceId: string;
  readonly facility: string | null;
  readonly lastHeardAt: string;
}

/** What a rule may look at, at one moment. */
export class World {
  private seen: Scene | null = null;

  constructor(
    readonly situation: Situation,
    readonly sources: ReadonlyMap<string, Source>,
    /** Hospital sites whose feed is known to be silent: what they say is old. */
    readonly silentFacilities: ReadonlySet<string>,
    private readonly look: (situation: Situation) => Scene,
  ) {}

  /** The municipality in question, sorted for judging: once for all rules, and not at all when none asks. */
  get scene(): Scene {
    return (this.seen ??= this.look(this.situation));
  }

  /** The same moment with some of the journeys only. */
  with(isIn: (journey: OpenJourney) => boolean): World {
    const journeys = new Map([...this.situation.journeys].filter(([, journey]) => isIn(journey)));
    return new World({ ...this.situation, journeys }, this.sources, this.silentFacilities, this.look);
  }
}

export interface AlertRule {
  readonly id: AlertRuleId;
  readonly subject: Subject['kind'];
  check(world: World, subjectId: string, now: string, policy: AlertPolicy): Finding | null;
  turnsAt(world: World, subjectId: string, now: string, policy: AlertPolicy): string | null;
}

export const journeysShown = 50;

const stepFor: Record<Relief['action'], AlertView['nextStep']> = {
  'match-free-places': 'match-free-place',
  'use-held-places': 'match-free-place',
  'reopen-closed': 'call-units-about-closed',
  'move-onward': 'move-ready-onward',
  'free-places': 'ask-other-municipality',
  'decide-discharge': 'decide-discharge',
  'restore-source': 'check-source',
};

/** Who does what next: the best relief that somebody can bring about today, else to look outside the municipality. */
export function nextOf(clears: readonly Relief[], municipality: string | null): Pick<AlertView, 'owner' | 'nextStep'> {
  const doable = clears.find((r) => r.action !== 'free-places');
  if (doable) return { owner: doable.owner, nextStep: stepFor[doable.action] };
  return { owner: { role: 'placement', organisation: municipality }, nextStep: 'ask-other-municipality' };
}

/** Asks the rule again without those whose hospital's feed is silent: what then vanishes rested on old figures alone. */
export function markStale(rule: Omit<AlertRule, 'id' | 'subject' | 'turnsAt'>['check']): AlertRule['check'] {
  return (world, subjectId, now, policy) => {
    const finding = rule(world, subjectId, now, policy);
    if (finding === null || world.silentFacilities.size === 0) return finding;
    const isHeardOf = (j: OpenJourney) => !(j.leg?.kind === hospitalKind && j.facility !== null && world.silentFacilities.has(j.facility));
    return { ...finding, stale: rule(world.with(isHeardOf), subjectId, now, policy) === null };
  };
}

/** Gates where somebody owes an act, and the act that clears them. */
export const actAtGate: Partial<Record<GateCode, Relief['action']>> = {
  'place-free-not-matched': 'match-free-places',
  'hold-not-used': 'use-held-places',
  'offer-unanswered': 'use-held-places',
  'move-in-pending': 'use-held-places',
  'no-weekend-intake': 'use-held-places',
  'home-ready-item-missing': 'decide-discharge',
  'discharge-pending': 'decide-discharge',
  'needs-assessment-missing': 'decide-discharge',
};
