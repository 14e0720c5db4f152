// Clocks and their limits. Thresholds are data with a validity period: a new agreement is a row, not a change of code.
import type { JourneyView, Wait } from '#contracts';
import { day, hour, instantOf, localDate, millisOf, type Millis } from '../time/calendar.ts';
import { traitsOf } from './care-kinds.ts';
import type { JourneyFold } from './fold/flow-fact.ts';

export type ClockName = 'admission-notice' | 'planning-basis' | 'discharge-after-ready' | 'onward-move';
export type Badge = 'within' | 'near' | 'over';

export interface Threshold {
  readonly clock: ClockName;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Beyond `nearMs` the badge is near; beyond `overMs` over, which is when it was due. */
  readonly nearMs: number;
  readonly overMs: number;
  readonly source: string;
}

const always = { validFrom: '2018-01-01', validTo: null };

export const thresholds: readonly Threshold[] = [
  { ...always, clock: 'admission-notice', nearMs: 12 * hour, overMs: 24 * hour, source: 'lag 2017:612, 2 kap. 1 §' },
  { ...always, clock: 'planning-basis', nearMs: 36 * hour, overMs: 48 * hour, source: 'Region Halland, trygg och effektiv utskrivning' },
  {
    ...always,
    clock: 'discharge-after-ready',
    nearMs: 24 * hour,
    overMs: 72 * hour,
    source: 'Region Halland: next day is the goal; payment duty after three days',
  },
  {
    ...always,
    clock: 'onward-move',
    nearMs: 60 * day,
    overMs: 90 * day,
    source: 'socialtjänstlagen: a decision not carried out in three months is reported',
  },
];

export interface ClockView {
  readonly clock: ClockName;
  readonly startedAt: string | null;
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  readonly hours: number | null;
  readonly badge: Badge | null;
}

export function clocksOf(journey: JourneyFold, now: Millis, table: readonly Threshold[] = thresholds): ClockView[] {
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
export function waitBadge(wait: Wait, now: Millis, table: readonly Threshold[] = thresholds): Badge {
  return clock(clockOfWait(wait), wait.from, wait.to, now, table).badge ?? 'within';
}

export const clockOfWait = (wait: Pick<Wait, 'legKind'>): ClockName =>
  traitsOf(wait.legKind).intermediate ? 'onward-move' : 'discharge-after-ready';

/** The wait a list shows: the open one, else none. */
export const openWaitOf = (journey: Pick<JourneyView, 'waits'>): Wait | null => journey.waits.find((wait) => wait.to === null) ?? null;

function clock(name: ClockName, startedAt: string | null, endedAt: string | null, now: Millis, table: readonly Threshold[]): ClockView {
  if (startedAt === null) return { clock: name, startedAt, dueAt: null, endedAt: null, hours: null, badge: null };
  const start = millisOf(startedAt);
  const ran = Math.max(0, (endedAt === null ? now : millisOf(endedAt)) - start);
  const limit = thresholdOn(name, localDate(start), table);
  return {
    clock: name,
    startedAt,
    dueAt: limit && instantOf(start + limit.overMs),
    endedAt,
    hours: ran / hour,
    badge: limit && (ran > limit.overMs ? 'over' : ran >= limit.nearMs ? 'near' : 'within'),
  };
}

export const thresholdOn = (name: ClockName, date: string, table: readonly Threshold[] = thresholds): Threshold | null =>
  table.find((row) => row.clock === name && row.validFrom <= date && (row.validTo === null || date < row.validTo)) ?? null;
