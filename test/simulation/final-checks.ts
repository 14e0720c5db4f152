// What must hold when the faults are over, everything has been delivered and the clock has gone on a little: states are the fold of their events, alerts
// are open exactly where there is cause, and what can be rebuilt is what was built.
import { isDeepStrictEqual } from 'node:util';
import {
  anchorsOf,
  alerting,
  applyToSituation,
  emptySituation,
  foldPatient,
  instantOf,
  sceneOf,
  type FlowFact,
  type Situation,
} from '#domain';
import type { JourneyEvent, PlacementEvent } from '#contracts';
import { Broken, type Checker } from './checker.ts';

/** All facts about a person, tied together by what they name, folded by themselves: what the journeys must be. */
export function journeysAreTheFold({ events, journeys }: Checker): void {
  const facts = events.filter(isFlowFact).map(({ event }) => event as FlowFact);
  const leader = new Map<string, string>();
  const find = (anchor: string): string => {
    let at = anchor;
    while (leader.has(at) && leader.get(at) !== at) at = leader.get(at)!;
    return at;
  };
  for (const fact of facts) {
    const [first, ...rest] = anchorsOf(fact);
    if (first === undefined) continue;
    for (const other of rest) if (find(other) !== find(first)) leader.set(find(other), find(first));
  }
  const clusters = new Map<string, FlowFact[]>();
  for (const fact of facts) {
    const [first] = anchorsOf(fact);
    if (first !== undefined) clusters.set(find(first), [...(clusters.get(find(first)) ?? []), fact]);
  }
  for (const cluster of clusters.values()) {
    for (const fold of foldPatient(cluster).journeys) {
      const told = journeys.get(fold.journeyId)?.data.journey;
      if (told === undefined) throw new Broken('I4', `journey ${fold.journeyId} follows from its facts and was never told`);
      if (!isDeepStrictEqual({ ...told, revision: 0 }, { ...fold, revision: 0 }))
        throw new Broken('I4', `journey ${fold.journeyId} is told as ${told.state} ${told.revision}, its facts say ${fold.state}`);
    }
  }
}

const isFlowFact = ({ role, event }: Checker['events'][number]): boolean =>
  role === 'intake'
    ? event.type !== 'SourceHeard'
    : (event.type === 'PlaceOccupied' && event.data.place.journeyId !== null) ||
      (event.type === 'PlaceVacated' && event.data.journeyId !== null);

/** One home and one reserved place per person at most, whatever journeys they are on. */
export function onePlacePerPatient({ places, journeys }: Checker): void {
  const homes = new Map<string, string>();
  for (const place of places.values()) {
    const patient = place.journeyId && journeys.get(place.journeyId)?.data.journey.patientId;
    if (!patient) continue;
    const kind = `${patient} ${place.status === 'occupied' ? 'lives in' : 'waits for'}`;
    const other = homes.get(kind);
    if (other) throw new Broken('I3', `${kind} ${other} and ${place.placeId}`);
    homes.set(kind, place.placeId);
  }
}

/** Every rule is asked anew about a situation made from the events alone. */
export function alertsHaveTheirCauses({ events, alerts }: Checker, policies: alerting.DeskPolicies, now: number): void {
  const at = instantOf(now);
  const policy = policies.alerts(at);
  const situation = emptySituation();
  const sources = new Map<string, { sourceId: string; facility: string | null; lastHeardAt: string }>();
  for (const { role, event } of events) {
    if (event.type === 'SourceHeard') {
      const before = sources.get(event.data.sourceId);
      if (!before || before.lastHeardAt < event.recordedAt)
        sources.set(event.data.sourceId, {
          sourceId: event.data.sourceId,
          facility: event.data.facility ?? before?.facility ?? null,
          lastHeardAt: event.recordedAt,
        });
    } else if (role === 'flow' || role === 'placement') applyToSituation(situation, event as JourneyEvent | PlacementEvent);
  }
  const open = new Map([...alerts.values()].filter((a) => a.state !== 'resolved').map((a) => [a.fingerprint, a]));
  const silent = new Set(
    [...open.values()].filter((a) => a.rule === 'source-silent').map((a) => sources.get(a.sourceId ?? '')?.facility ?? ''),
  );
  const municipalities = [...new Set([...situation.journeys.values(), ...situation.places.values()].map((s) => s.municipality))];
  const subjects = [
    ...municipalities.map((id) => ({ kind: 'municipality' as const, id })),
    ...[...sources.keys()].map((id) => ({ kind: 'source' as const, id })),
  ];
  const seen = new Set<string>();
  for (const subject of subjects) {
    const look = (told: Situation) => sceneOf(told, subject.id, now, policies.queue(subject.id, at));
    const world = new alerting.World(situation, sources, silent, look);
    for (const rule of alerting.rulesFor(subject.kind)) {
      const fingerprint = alerting.fingerprintOf(rule.id, subject);
      seen.add(fingerprint);
      const finding = rule.check(world, subject.id, at, policy);
      const alert = open.get(fingerprint);
      if (alert && finding === null) throw new Broken('I5', `${alert.alertId} is open and has no cause any more`);
      if (!alert && finding && !finding.stale && Date.parse(finding.since) + policy.rules[rule.id].forSeconds * 1000 < now)
        throw new Broken('I5', `${fingerprint} has had cause since ${finding.since} and no alert is open`);
    }
  }
  for (const [fingerprint, alert] of open)
    if (!seen.has(fingerprint)) throw new Broken('I5', `${alert.alertId} is open about nobody we know`);
}
