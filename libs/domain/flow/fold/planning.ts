// What is planned and judged: notices, need of support, readiness, home-ready items, wishes, and what a source says of the person.
import type { EventOf } from '#contracts';
import { contradict, currentLeg, endWait, openWait, openWaitOn, type Draft } from './draft.ts';
import { inHospital } from './hospital.ts';

export function readyDeclared(draft: Draft, fact: EventOf<'DischargeReadyDeclared'>): void {
  if (!inHospital(draft, fact, 'ready')) return;
  const { targets, needs } = fact.data;
  const wait = openWait(draft);
  const municipality = fact.data.municipality ?? wait?.municipality ?? draft.municipality ?? draft.registeredIn;
  draft.targets = targets;
  draft.needs = needs;
  draft.municipality = municipality;
  // Said again, it changes what is waited for, not since when.
  if (wait) Object.assign(wait, { targets, municipality, needs });
  else openWaitOn(draft, currentLeg(draft)!, fact.occurredAt, { targets, municipality, needs });
}

export function readyWithdrawn(draft: Draft, fact: EventOf<'DischargeReadyWithdrawn'>): void {
  if (draft.stage === 'hospital' && openWait(draft)) endWait(draft, fact.occurredAt, 'withdrawn');
  else contradict(draft, 'withdrawn-without-ready', fact);
}

export function supportNeedAssessed(draft: Draft, fact: EventOf<'SupportNeedAssessed'>): void {
  const { targets, municipality, needs } = fact.data;
  draft.assessedAt = fact.occurredAt;
  draft.targets = targets;
  draft.needs = needs;
  draft.municipality = municipality;
  const wait = openWait(draft);
  if (wait) Object.assign(wait, { targets, municipality, needs });
}

/** The first notice stands: the legal clock runs from it. */
export function noticeSent(draft: Draft, fact: EventOf<'AdmissionNoticeSent'>): void {
  draft.noticeSentAt ??= fact.occurredAt;
}

export function planningBasisCompleted(draft: Draft, fact: EventOf<'PlanningBasisCompleted'>): void {
  draft.planningBasisAt ??= fact.occurredAt;
  draft.track = fact.data.track;
}

export function homeReadyItemSet(draft: Draft, fact: EventOf<'HomeReadyItemSet'>): void {
  if (fact.data.done) draft.homeReady.add(fact.data.item);
  else draft.homeReady.delete(fact.data.item);
}

export function wishRecorded(draft: Draft, fact: EventOf<'WishRecorded'>): void {
  const { unitId, municipality } = fact.data;
  draft.wish = unitId === null && municipality === null ? null : { unitId, municipality };
}

/** Any hint of protection counts, whenever it was given; where a person is registered matters until the journey has ended. */
export function personStated(draft: Draft, fact: EventOf<'PersonStated'>): void {
  draft.protectedIdentity ||= fact.data.protectedIdentity;
  if (fact.data.municipality === null || draft.endedAt !== null) return;
  draft.registeredIn = fact.data.municipality;
}
