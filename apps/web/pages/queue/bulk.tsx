// What can be done with the chosen rows. Nothing here decides about a patient: giving a place is one judgement per person, so the chosen are
// taken one after the other.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JourneyItem } from '#contracts';
import { round } from '../../api/round.ts';
import { useAsker } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { printPage } from '../../parts/print.tsx';
import { problemText } from '../../parts/problem-text.ts';
import { toast } from '../../parts/toasts.tsx';
import { exportItems } from './export.ts';

const mostNamed = 6;

export function BulkBar({ chosen, at, onClear }: { chosen: readonly JourneyItem[]; at: string; onClear: () => void }) {
  const words = useWords();
  const { t } = words;
  const asker = useAsker();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const refs = chosen.map((one) => one.caseRef);
  const walkable = asker.role === 'placement' ? chosen.filter((one) => one.request) : asker.role === 'manager' ? [] : chosen;
  const to = asker.role === 'placement' ? '/matcha/$id' : '/arende/$id';
  const walk = () => {
    round.set(walkable.map(({ journeyId, caseRef }) => ({ journeyId, caseRef })));
    void navigate({ to, params: { id: walkable[0]!.journeyId } });
  };
  const save = async () => {
    setBusy(true);
    try {
      toast(t('queue.exported', await exportItems(chosen, words, asker, at)));
    } catch (error) {
      toast(problemText(error, t), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const copy = () =>
    navigator.clipboard?.writeText(refs.join('\n')).then(
      () => toast(t('queue.copied', { count: refs.length })),
      () => toast(t('queue.notCopied'), { bad: true }),
    ) ?? toast(t('queue.notCopied'), { bad: true });
  return (
    <section className="bulk" aria-label={t('queue.bulk')}>
      <b role="status">{t('queue.chosen', { count: chosen.length })}</b>
      <span className="refs">
        {refs.slice(0, mostNamed).join(', ')}
        {refs.length > mostNamed && ` +${refs.length - mostNamed}`}
      </span>
      <span className="row end">
        {walkable.length > 0 && (
          <button className="btn main" type="button" onClick={walk}>
            <Icon name="arrow" />
            {t(asker.role === 'placement' ? 'queue.walkMatch' : 'queue.walkCases')}
          </button>
        )}
        <button className="btn" type="button" disabled={busy} onClick={() => void save()}>
          <Icon name="export" />
          {t('queue.exportCsv')}
        </button>
        <button
          className="btn"
          type="button"
          onClick={() =>
            void printPage(
              t,
              chosen.map((one) => one.journeyId),
            )
          }
        >
          <Icon name="print" />
          {t('shell.print')}
        </button>
        <button className="btn" type="button" onClick={() => void copy()}>
          <Icon name="todo" />
          {t('queue.copyRefs')}
        </button>
        <button className="btn" type="button" onClick={onClear}>
          <Icon name="cross" />
          {t('queue.unchoose')}
        </button>
      </span>
    </section>
  );
}
