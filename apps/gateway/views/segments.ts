// Why the hours were lost, with words. The cutting is the domain's; the hours per cause add up to the whole.
import type { JourneyDetail, JourneyView } from '#contracts';
import { hoursOf, millisByCause, segmentsOf } from '#domain';
import type { CauseRevision } from '../cases/case-history.ts';
import { causeText } from './cause-view.ts';
import type { Language, Names } from './names.ts';

type Segments = Pick<JourneyDetail, 'segments' | 'hoursByCause' | 'waitedHours'>;

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
  const segments = cut.flatMap(({ cause, millis, ...segment }): JourneyDetail['segments'] =>
    cause
      ? [
          {
            ...segment,
            kind: cause.kind,
            gate: cause.gate,
            hours: hoursOf(millis),
            text: causeText({ cause, since: segment.from }, hidden, names, language).text,
          },
        ]
      : [],
  );
  const hoursByCause = Object.fromEntries([...millisByCause(cut)].map(([kind, millis]) => [kind, hoursOf(millis)]));
  // Summed from what is shown: whoever adds the parts gets this figure.
  return { segments, hoursByCause, waitedHours: Object.values(hoursByCause).reduce((sum, hours) => sum + hours, 0) };
}
