// What became different between two views of one journey, for people and for subscribers who want the moment and not the state.
import type { JourneyChange, JourneyView } from '#contracts';
import type { JourneyFold } from './fold/flow-fact.ts';

type State = JourneyView['state'];

export function diffJourney(before: JourneyFold | null, after: JourneyFold): JourneyChange[] {
  const changes: JourneyChange[] = [];
  const add = (type: JourneyChange['type'], id: string | null = null, at: string | null = null) => changes.push({ type, id, at });
  if (!before) add('JourneyStarted', after.journeyId, after.admittedAt);
  else if (before.state === 'closed' && after.state !== 'closed') add('JourneyReopened', after.journeyId);

  const legsBefore = new Map(before?.legs.map((leg) => [leg.legId, leg]));
  for (const leg of after.legs) {
    const was = legsBefore.get(leg.legId);
    if (!was) add('LegStarted', leg.legId, leg.startedAt);
    if (leg.endedAt !== null && (!was || was.endedAt === null)) add('LegEnded', leg.legId, leg.endedAt);
    if (was && (was.startedAt !== leg.startedAt || was.kind !== leg.kind || (was.endedAt !== null && was.endedAt !== leg.endedAt)))
      add('Corrected', leg.legId);
  }
  const waitsBefore = new Map(before?.waits.map((wait) => [wait.waitId, wait]));
  for (const wait of after.waits) {
    const was = waitsBefore.get(wait.waitId);
    if (!was) add('WaitOpened', wait.waitId, wait.from);
    if (wait.to !== null && (!was || was.to === null)) add('WaitClosed', wait.waitId, wait.to);
    if (was && (was.from !== wait.from || (was.to !== null && was.to !== wait.to))) add('Corrected', wait.waitId);
  }
  for (const id of gone(before?.legs, after.legs, 'legId')) add('Corrected', id);
  for (const id of gone(before?.waits, after.waits, 'waitId')) add('Corrected', id);

  if (before && before.expectedDischargeAt !== after.expectedDischargeAt) add('ExpectedDischargeMoved', null, after.expectedDischargeAt);
  if (before && before.state !== after.state) add('StateChanged', after.state);
  const entered = (state: State) => after.state === state && before?.state !== state;
  if (entered('settled')) add('JourneySettled', after.journeyId, after.endedAt);
  if (entered('closed')) add('JourneyClosed', after.journeyId, after.endedAt);
  return changes;
}

/** Two views are the same when every field is. Views hold plain data built in one fixed order, so their text decides. */
export const sameJourney = (a: JourneyFold, b: JourneyFold): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A journey that its facts no longer tell: its visit turned out to be another's number (`mergedInto`), or the fact that opened it was corrected away.
 * It is closed, not forgotten, so that whoever followed it is led on.
 */
export function supersededJourney(before: JourneyFold, mergedInto: string | null, at: string): JourneyFold {
  const mark = mergedInto === null ? 'cancelled' : 'merged';
  return {
    ...before,
    state: 'closed',
    marks: [...before.marks.filter((m) => m !== 'on-leave' && m !== mark), mark],
    legs: before.legs.map((leg) => (leg.endedAt === null ? { ...leg, endedAt: at } : leg)),
    waits: before.waits.map((wait) => (wait.to === null ? { ...wait, to: at, endedBy: 'cancelled' as const } : wait)),
    mergedInto,
    endedAt: before.endedAt ?? at,
  };
}

function gone<K extends string, T extends Record<K, string>>(before: readonly T[] | undefined, after: readonly T[], key: K): string[] {
  const kept = new Set(after.map((row) => row[key]));
  return (before ?? []).map((row) => row[key]).filter((id) => !kept.has(id));
}
