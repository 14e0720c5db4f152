import { Link } from '@tanstack/react-router';
import { useNow } from '../api/server-clock.ts';
import { useSession } from '../api/session.ts';
import { isoWeek, weekdayText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';

export function Footer({ onKeys }: { onKeys: () => void }) {
  const { t, lang } = useWords();
  const now = useNow(60_000);
  const session = useSession();
  return (
    <footer className="foot">
      <Link to="/tillganglighet">{t('shell.statement')}</Link>
      <button className="linklike" type="button" onClick={onKeys}>
        {t('shell.keysHelp')} <kbd>?</kbd>
      </button>
      <span>
        {t('shell.zone')} · {weekdayText(now, lang)} {t('shell.week', { week: isoWeek(now).week })}
      </span>
      {session && <span className="version">Sluss {session.version}</span>}
    </footer>
  );
}
