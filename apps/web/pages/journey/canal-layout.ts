// Where everything stands on the journey's time axis, in days from its first Monday. Pure: the drawing only places it.
import type { CareKind, Gate, JourneyDetail } from '#contracts';
import { addDays, dateText, isoWeek, startOfDay } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';

export interface Stage {
  readonly kind: CareKind;
  readonly from: number;
  readonly to: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly hours: number;
  readonly unitNames: readonly string[];
  readonly facility: string | null;
  readonly physician: string | null;
  readonly parts: readonly { readonly type: 'care' | 'wait'; readonly from: number; readonly to: number; readonly hours: number }[];
}
export interface Ahead {
  readonly kind: CareKind;
  readonly municipality: string | null;
  readonly gate: Gate | null;
  readonly from: number;
  readonly to: number;
  /** When its gate is expected to open; null when nobody knows, and then its place on the axis means nothing. */
  readonly opensAt: string | null;
}
export interface Canal {
  readonly days: number;
  readonly weeks: readonly { readonly at: number; readonly week: number; readonly monday: string }[];
  readonly now: number;
  readonly stages: readonly Stage[];
  readonly ahead: readonly Ahead[];
}

type Input = Pick<JourneyDetail, 'legs' | 'waits' | 'cause' | 'target' | 'expectedDischargeAt'>;

/** At most this many week labels fit above the axis. */
const labels = 8;

export function canalOf(journey: Input, now: Date): Canal | null {
  const first = journey.legs[0];
  if (!first) return null;
  const startDay = dateText(first.startedAt);
  const monday = addDays(startDay, -((new Date(`${startDay}T12:00:00Z`).getUTCDay() + 6) % 7));
  const zero = startOfDay(monday);
  const at = (instant: string | Date) => hoursBetween(zero, instant) / 24;
  const nowAt = at(now);

  const stages = stagesOf(journey, now, at);
  const last = stages.at(-1)!;
  const waiting = last.endedAt === null && journey.waits.some((wait) => wait.to === null);
  // Room for words: what is not known in time still needs a place to be read in.
  const pause = Math.max(2, nowAt * 0.15);
  const gap = Math.max(4, nowAt * 0.35);
  const ahead: Ahead[] = [];
  if (waiting) {
    let from = nowAt;
    for (const step of stepsAhead(journey)) {
      const known = step.gate?.opensAt && at(step.gate.opensAt) > from ? step.gate.opensAt : null;
      from = known ? at(known) : from + (ahead.length === 0 ? pause : gap);
      ahead.push({ ...step, from, to: from, opensAt: known });
    }
  }
  const furthest = Math.max(
    nowAt + gap,
    ...ahead.map((one) => one.from + gap),
    journey.expectedDischargeAt && last.endedAt === null ? at(journey.expectedDischargeAt) : 0,
  );
  const days = Math.max(14, Math.ceil(furthest));
  const closed = ahead.map((one, index) => ({ ...one, to: ahead[index + 1]?.from ?? days }));
  return { days, weeks: weeksOf(monday, days), now: nowAt, stages, ahead: closed };
}

/** Neighbouring legs of one kind are one stage: three wards are one hospital stay. */
function stagesOf({ legs, waits }: Input, now: Date, at: (instant: string | Date) => number): Stage[] {
  const groups: Input['legs'][] = [];
  for (const leg of legs) {
    const open = groups.at(-1);
    if (open && open[0]!.kind === leg.kind) open.push(leg);
    else groups.push([leg]);
  }
  return groups.map((group) => {
    const ids = new Set(group.map((leg) => leg.legId));
    const startedAt = group[0]!.startedAt;
    const endedAt = group.at(-1)!.endedAt;
    const end = endedAt ?? now.toISOString();
    const own = waits.filter((wait) => ids.has(wait.legId)).sort((a, b) => a.from.localeCompare(b.from));
    return {
      kind: group[0]!.kind,
      from: at(startedAt),
      to: at(end),
      startedAt,
      endedAt,
      hours: Math.max(0, hoursBetween(startedAt, end)),
      unitNames: [...new Set(group.map((leg) => leg.unitName).filter((name): name is string => name !== null))],
      facility: group.at(-1)!.facility,
      physician: group.at(-1)!.physician,
      parts: partsOf(
        startedAt,
        end,
        own.map((wait) => [wait.from, wait.to ?? end]),
        at,
      ),
    };
  });
}

function partsOf(
  start: string,
  end: string,
  waits: readonly (readonly [string, string])[],
  at: (instant: string) => number,
): Stage['parts'] {
  const parts: { type: 'care' | 'wait'; from: number; to: number; hours: number }[] = [];
  let upTo = start;
  const add = (type: 'care' | 'wait', from: string, to: string) => {
    if (to > from) parts.push({ type, from: at(from), to: at(to), hours: hoursBetween(from, to) });
  };
  for (const [from, to] of waits) {
    const begin = from > upTo ? from : upTo;
    const stop = to < end ? to : end;
    add('care', upTo, begin);
    add('wait', begin, stop);
    if (stop > upTo) upTo = stop;
  }
  add('care', upTo, end);
  return parts;
}

function stepsAhead({ cause, target }: Input): Pick<Ahead, 'kind' | 'municipality' | 'gate'>[] {
  const chain = cause?.chain ?? [];
  if (chain.length === 0) return target ? [{ kind: target, municipality: null, gate: null }] : [];
  const shown = chain.length <= 2 ? chain : [chain[0]!, chain.at(-1)!];
  return shown.map((gate) => ({ kind: gate.kind, municipality: gate.municipality, gate }));
}

function weeksOf(monday: string, days: number): Canal['weeks'] {
  const every = Math.max(1, Math.ceil(days / 7 / labels));
  const weeks: { at: number; week: number; monday: string }[] = [];
  for (let day = 0; day < days - 1; day += 7 * every) {
    const date = addDays(monday, day);
    weeks.push({ at: day, week: isoWeek(`${date}T12:00:00Z`).week, monday: date });
  }
  return weeks;
}
