// Why somebody is still here, in one row: a boat, the gates ahead of it, and the chambers behind each. Three chambers at most.
import type { CareKind, CauseKind, Gate } from '#contracts';
import { nearTimeText, weekdayText, timeText, dateText } from '../format/dates.ts';
import { hoursBetween } from '../format/wait.ts';
import { useWords, type Words } from '../i18n/use-words.ts';
import { serverNow } from '../api/server-clock.ts';

type Shown = { gate: Gate; text: string; strong: string; low: boolean } | { skipped: number };

/** The first, how many between, and the last. What the one who waits needs is said beside it already. */
export function chambersOf(chain: readonly Gate[], words: Words, now: Date): Shown[] {
  const shown = chain.map((gate, i) => ({
    gate,
    text: `${words.t(`codes.kindShort.${gate.kind}`)}${i > 0 ? needsShort(gate, words) : ''}`,
    ...figureOf(gate, words, now),
  }));
  return shown.length <= 3 ? shown : [shown[0]!, { skipped: shown.length - 2 }, shown[shown.length - 1]!];
}

function figureOf(gate: Gate, { t }: Words, now: Date): { strong: string; low: boolean } {
  if (gate.free > 0 && gate.state === 'shut') return { strong: t('queue.poolNoFit'), low: false };
  if (gate.free > 0) return { strong: t('queue.poolFree', { count: gate.free }), low: true };
  if (gate.state === 'part' && gate.opensAt) return { strong: t('queue.poolOpens', { at: openingText(gate.opensAt, now) }), low: true };
  const open = gate.places - gate.closed;
  if (gate.places > 0 && gate.root) return { strong: t('queue.poolFree', { count: 0 }), low: false };
  return { strong: gate.places > 0 ? `${open}/${open}` : '', low: false };
}

/** " (demensboende, enkelrum)" where only such a place opens the gate. */
export const needsText = ({ needs = [] }: Gate, { t }: Words): string =>
  needs.length > 0 ? ` (${needs.map((need) => t(`codes.feature.${need}`).toLowerCase()).join(', ')})` : '';

/** " demens", " demens +1": the same where there is little room. */
const needsShort = ({ needs: [first, ...more] = [] }: Gate, { t }: Words): string =>
  first ? ` ${t(`codes.featureShort.${first}`)}${more.length > 0 ? ` +${more.length}` : ''}` : '';

/** "mån 09:00" within a week, else the date. */
export function openingText(at: string, now: Date, language = document.documentElement.lang): string {
  const hours = hoursBetween(now, at);
  // Midnight is a day, not a time: a closure ends and a unit takes people in from then on.
  if (hours < 0 || hours > 6 * 24 || timeText(at) === '00:00') return dateText(at);
  return hours < 12 ? nearTimeText(at, now) : `${weekdayText(at, language, 'short')} ${timeText(at)}`;
}

export function Chain({ kind, chain, target }: { kind: CauseKind; chain: readonly Gate[]; target: CareKind | null }) {
  const words = useWords();
  const { t } = words;
  const gateText = (state: Gate['state'], root: boolean) =>
    t(root ? 'queue.gateRoot' : 'queue.gateAny', { state: t(`codes.gateState.${state}`) });
  const boat = (
    <li className="boat">
      <span className="sr">{t('queue.patient')}</span>
    </li>
  );
  if (chain.length === 0) {
    if (!target) return null;
    const state = kind === 'process' ? 'todo' : 'open';
    return (
      <ol className="chain">
        {boat}
        <li className={`gate ${state}${kind === 'process' ? ' root' : ''}`}>
          <span className="sr">{gateText(state, kind === 'process')}</span>
        </li>
        <li className="pool low">{t(`codes.kindShort.${target}`)}</li>
      </ol>
    );
  }
  return (
    <ol className="chain">
      {boat}
      {chambersOf(chain, words, serverNow()).map((one, index) =>
        'skipped' in one ? (
          <li key="skipped" className="pool skipped">
            +{one.skipped}
          </li>
        ) : (
          [
            <li key={`g${index}`} className={`gate ${one.gate.state}${one.gate.root ? ' root' : ''}`}>
              <span className="sr">{gateText(one.gate.state, one.gate.root)}</span>
            </li>,
            <li key={`p${index}`} className={one.low ? 'pool low' : 'pool'}>
              {one.text} <b>{one.strong}</b>
            </li>,
          ]
        ),
      )}
    </ol>
  );
}

/** One gate beside its word. */
export const GateSign = ({ state, root }: { state: Gate['state']; root?: boolean }) => (
  <span className={`gs ${state}${root ? ' root' : ''}`} aria-hidden="true">
    <span className={`gate ${state}${root ? ' root' : ''}`} />
  </span>
);
