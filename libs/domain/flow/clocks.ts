// Clocks and their limits. The limits are policy: a clock is held to those in force on the day it started.
import type { ClockName, ClockPolicy, JourneyView, Wait } from '#contracts';
import { isValidOn } from '../policy/in-force.ts';
import { hour, instantOf, localDate, millisOf, type Millis } from '../time/calendar.ts';
import { traitsOf } from './care-kinds.ts';
import type { JourneyFold } from './fold/flow-fact.ts';

export type Badge = 'within' | 'near' | 'over';

export interface ClockView {
  readonly clock: ClockName;
  readonly startedAt: string | null;
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  readonly hours: number | null;
  readonly badge: Badge | null;
}

export function clocksOf(journey: JourneyFold, now: Millis, table: readonly ClockPolicy[]): ClockView[] {
  const left = journey.dischargedTo?.at ?? journey.endedAt;
  const hospital = journey.waits.findLast((wait) => !traitsOf(wait.legKind).intermediate) ?? null;
  const onward = journey.waits.findLast((wait) => traitsOf(wait.legKind).intermediate) ?? null;
  const notice = clock('admission-notice', journey.admittedAt, journey.noticeSentAt ?? left, now, table);
  const basis = clock('planning-basis', journey.noticeSentAt, journey.planningBasisAt ?? left, now, table);
  const ready = clock('discharge-after-ready', hospital?.from ?? null, hospital?.to ?? null, now, table);
  const move = clock('onward-move', onward?.from ?? null, onward?.to ?? null, now, table);
  return [notice, basis, ready, move].filter((c) => c.startedAt !== null);
}

/** How a wait stands against its limit. */
export function waitBadge(wait: Wait, now: Millis, table: readonly ClockPolicy[]): Badge {
  return clock(clockOfWait(wait), wait.from, wait.to, now, table).badge ?? 'within';
}

export const clockOfWait = (wait: Pick<Wait, 'legKind'>): ClockName =>
  traitsOf(wait.legKind).intermediate ? 'onward-move' : 'discharge-after-ready';

/** The wait a list shows: the open one, else none. */
export const openWaitOf = (journey: Pick<JourneyView, 'waits'>): Wait | null => journey.waits.find((wait) => wait.to === null) ?? null;

function clock(name: ClockName, startedAt: string | null, endedAt: string | null, now: Millis, table: readonly ClockPolicy[]): ClockView {
  if (startedAt === null) return { clock: name, startedAt, dueAt: null, endedAt: null, hours: null, badge: null };
  const start = millisOf(startedAt);
  const ran = Math.max(0, (endedAt === null ? now : millisOf(endedAt)) - start);
  const limit = thresholdOn(name, localDate(start), table);
  return {
    clock: name,
    startedAt,
    dueAt: limit && instantOf(start + limit.overHours * hour),
    endedAt,
    hours: ran / hour,
    badge: limit && (ran > limit.overHours * hour ? 'over' : ran >= limit.nearHours * hour ? 'near' : 'within'),
  };
}

export const thresholdOn = (name: ClockName, date: string, table: readonly ClockPolicy[]): ClockPolicy | null =>
  table.find((row) => row.clock === name && isValidOn(row, date)) ?? null;
