import { Link } from '@tanstack/react-router';
import { round } from '../api/round.ts';
import { useStore } from '../api/store.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icon.tsx';

/** Where in the round this case is, and the way to the next. */
export function RoundBar({ journeyId, to }: { journeyId: string; to: '/arende/$id' | '/matcha/$id' }) {
  const { t } = useWords();
  const stops = useStore(round);
  const at = stops.findIndex((one) => one.journeyId === journeyId);
  if (at < 0) return null;
  const [before, after] = [stops[at - 1], stops[at + 1]];
  return (
    <nav className="round" aria-label={t('shell.round')}>
      <b>{t('shell.roundAt', { at: at + 1, of: stops.length })}</b>
      {before && (
        <Link className="btn" to={to} params={{ id: before.journeyId }}>
          <Icon name="left" />
          {before.caseRef}
        </Link>
      )}
      {after && (
        <Link className="btn" to={to} params={{ id: after.journeyId }}>
          {t('shell.roundNext', { ref: after.caseRef })}
          <Icon name="right" />
        </Link>
      )}
      <Link className="btn bare" to="/ko" onClick={() => round.set([])}>
        {t('shell.roundEnd')}
      </Link>
    </nav>
  );
}
