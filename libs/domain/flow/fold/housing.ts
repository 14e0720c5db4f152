// What comes after the hospital: moving in and out of places, being settled, the need to move onward, and the end.
import type { EventOf } from '#contracts';
import { hospitalKind, traitsOf } from '../care-kinds.ts';
import { close, contradict, currentLeg, endLeg, endWait, openWait, openWaitOn, startLeg, type Draft, type LegStart } from './draft.ts';

export function placeOccupied(draft: Draft, fact: EventOf<'PlaceOccupied'>): void {
  const { place } = fact.data;
  if (currentLeg(draft)?.placeId === place.placeId) return;
  moveIn(draft, fact, { kind: place.kind, unitId: place.unitId, municipality: place.municipality, placeId: place.placeId });
}

export function legStarted(draft: Draft, fact: EventOf<'LegStarted'>): void {
  const { kind, unitId, municipality } = fact.data;
  if (traitsOf(kind).overlay) startLeg(draft, fact.occurredAt, { kind, unitId, municipality });
  else if (kind === hospitalKind) contradict(draft, 'hospital-leg-without-admission', fact);
  else moveIn(draft, fact, { kind, unitId, municipality: municipality ?? draft.municipality ?? draft.registeredIn });
}

function moveIn(draft: Draft, fact: EventOf<'PlaceOccupied' | 'LegStarted'>, start: LegStart): void {
  if (draft.deceased || draft.cancelled) return contradict(draft, 'moved-in-after-end', fact);
  if (draft.stage === 'hospital') draft.gaps.add('moved-in-without-discharge');
  draft.gaps.delete('left-place-without-destination');
  draft.onLeave = false;
  draft.interrupted = false;
  if (traitsOf(start.kind).stay === 'lasting') return settle(draft, fact.occurredAt, start);
  startLeg(draft, fact.occurredAt, start);
  draft.stage = 'intermediate';
  draft.endedAt = null;
}

/** In lasting housing: the journey has reached its end. */
export function settle(draft: Draft, at: string, start: LegStart): void {
  startLeg(draft, at, start);
  draft.stage = 'settled';
  draft.endedAt = at;
}

export function placeVacated(draft: Draft, fact: EventOf<'PlaceVacated'>): void {
  const leg = currentLeg(draft);
  // Moved on already: the new place said so first.
  if (!leg || leg.placeId !== fact.data.place.placeId) return;
  const wait = openWait(draft);
  const onward = wait?.targets[0];
  const municipality = wait?.municipality ?? draft.municipality;
  if (onward && !traitsOf(onward).needsPlace && traitsOf(onward).stay === 'lasting') {
    draft.gaps.add('destination-assumed');
    return settle(draft, fact.occurredAt, { kind: onward, municipality });
  }
  endLeg(draft, fact.occurredAt);
  close(draft, fact.occurredAt, 'moved');
  draft.gaps.add('left-place-without-destination');
}

export function onwardNeedDeclared(draft: Draft, fact: EventOf<'OnwardNeedDeclared'>): void {
  const leg = currentLeg(draft);
  if (draft.stage !== 'intermediate' || !leg) return contradict(draft, 'onward-need-outside-intermediate', fact);
  const { targets, municipality, needs } = fact.data;
  draft.targets = targets;
  draft.needs = needs;
  draft.municipality = municipality;
  const wait = openWait(draft);
  if (wait) Object.assign(wait, { targets, municipality, needs });
  else openWaitOn(draft, leg, fact.occurredAt, { targets, municipality, needs });
}

export function onwardNeedWithdrawn(draft: Draft, fact: EventOf<'OnwardNeedWithdrawn'>): void {
  if (draft.stage === 'intermediate' && openWait(draft)) endWait(draft, fact.occurredAt, 'withdrawn');
  else contradict(draft, 'withdrawn-without-need', fact);
}

export function journeyClosed(draft: Draft, fact: EventOf<'JourneyClosed'>): void {
  if (draft.stage === 'unknown') return contradict(draft, 'closed-before-start', fact);
  if (draft.stage === 'closed') return;
  close(draft, fact.occurredAt, 'closed');
  if (fact.data.reason === 'entered-in-error') draft.cancelled = true;
}
