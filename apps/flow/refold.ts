// One new fact in a cluster of facts: fold them all again and say what became different. Pure but for the ids, which follow from the fact.
import type { JourneyEvent } from '#contracts';
import { diffJourney, foldPatient, supersededJourney, type FlowFact, type JourneyFold } from '#domain';
import { derivedId, newEvent } from '#eventing';

export interface StoredJourney {
  readonly revision: number;
  /** JSON text of the view without its revision. */
  readonly text: string;
  /** The same, once it has been needed. */
  view?: JourneyFold;
}

/** A cluster as far as it has been read: its facts, each once, and its journeys as last told. */
export interface Cluster {
  readonly facts: FlowFact[];
  readonly journeys: Map<string, StoredJourney>;
}

/** Adds the fact to the cluster and revises the journeys it changed. */
export function refold(cluster: Cluster, fact: FlowFact): JourneyEvent[] {
  cluster.facts.push(fact);
  const fold = foldPatient(cluster.facts);
  const events: JourneyEvent[] = [];
  const told = new Set<string>();
  for (const journey of fold.journeys) {
    told.add(journey.journeyId);
    const revised = revise(cluster, journey, fact);
    if (revised) events.push(revised);
  }
  for (const [journeyId, stored] of cluster.journeys) {
    if (told.has(journeyId)) continue;
    const revised = revise(cluster, supersededJourney(viewOf(stored), fold.aliases.get(journeyId) ?? null, fact.occurredAt), fact);
    if (revised) events.push(revised);
  }
  return fold.contradictions.length === 0 ? events : [...events, ...contradictionsFrom(cluster, fact, fold)];
}

function revise(cluster: Cluster, journey: JourneyFold, fact: FlowFact): JourneyEvent | null {
  const stored = cluster.journeys.get(journey.journeyId);
  const text = JSON.stringify(journey);
  if (stored?.text === text) return null;
  const revision = (stored?.revision ?? 0) + 1;
  cluster.journeys.set(journey.journeyId, { revision, text, view: journey });
  return newEvent('JourneyRevised', {
    ...derivedFrom(fact),
    id: derivedId(fact.id, 'JourneyRevised', journey.journeyId),
    key: journey.journeyId,
    data: {
      journey: { ...journey, revision },
      changes: diffJourney(stored ? viewOf(stored) : null, journey),
      trigger: { type: fact.type, eventId: fact.id },
    },
  });
}

const viewOf = (stored: StoredJourney): JourneyFold => (stored.view ??= JSON.parse(stored.text) as JourneyFold);

/** Only what this fact brought to light: the rest has been said. */
function contradictionsFrom(cluster: Cluster, fact: FlowFact, fold: ReturnType<typeof foldPatient>): JourneyEvent[] {
  const before = new Set(foldPatient(cluster.facts.slice(0, -1)).contradictions.map((c) => `${c.factId}/${c.code}`));
  return fold.contradictions
    .filter((c) => !before.has(`${c.factId}/${c.code}`))
    .map((c) =>
      newEvent('ContradictionNoted', {
        ...derivedFrom(fact),
        id: derivedId(c.factId, 'ContradictionNoted', c.code),
        key: c.journeyId ?? c.patientId,
        data: { journeyId: c.journeyId, patientId: c.patientId, code: c.code, factId: c.factId },
      }),
    );
}

const derivedFrom = (fact: FlowFact) => ({
  occurredAt: fact.occurredAt,
  recordedAt: fact.recordedAt,
  causedBy: fact.id,
  actor: fact.actor,
});
