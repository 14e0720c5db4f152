// Why the hours were lost, with words. The cutting is the domain's; the hours per cause add up to the whole.
import type { JourneyDetail, JourneyView } from '#contracts';
import { hoursOf, millisByCause, segmentsOf } from '#domain';
import type { CauseRevision } from '../cases/case-history.ts';
import { causeText } from './cause-view.ts';
import type { Language, Names } from './names.ts';

type Segments = Pick<JourneyDetail, 'segments' | 'hoursByCause' | 'waitedHours'>;

/** Nobody can say afterwards what stood in the way of a wait that was only told of when it was over. */
const unjudged = {
  over: { sv: 'Blev känd först när den var över', en: 'Became known only when it was over' },
  open: { sv: 'Inte bedömd än', en: 'Not judged yet' },
};

export function causeSegments(
  journey: JourneyView,
  causes: readonly CauseRevision[],
  hidden: boolean,
  at: string,
  names: Names,
  language: Language,
): Segments {
  const cut = journey.waits.flatMap((wait) =>
    segmentsOf(
      wait,
      causes.filter((c) => c.waitId === wait.waitId),
      Date.parse(at),
    ),
  );
  const segments = cut.map(({ cause, millis, ...segment }): JourneyDetail['segments'][number] => ({
    ...segment,
    kind: cause?.kind ?? 'unknown',
    gate: cause?.gate ?? null,
    hours: hoursOf(millis),
    text: cause
      ? causeText({ cause, since: segment.from }, hidden, names, language).text
      : unjudged[segment.to ? 'over' : 'open'][language],
  }));
  const hoursByCause = Object.fromEntries([...millisByCause(cut)].map(([kind, millis]) => [kind, hoursOf(millis)]));
  // Summed from what is shown: whoever adds the parts gets this figure.
  return { segments, hoursByCause, waitedHours: Object.values(hoursByCause).reduce((sum, hours) => sum + hours, 0) };
}
