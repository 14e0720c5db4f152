import { dateTimeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icon.tsx';

/** Says loudly that this is the past, and leads back. */
export function AsOfBanner({ asOf, onBack }: { asOf: string; onBack: () => void }) {
  const { t } = useWords();
  return (
    <section className="as-of" role="status">
      <Icon name="clock" />
      <b>{t('queue.asOfBanner', { at: dateTimeText(asOf) })}</b>
      <span>{t('queue.asOfNote')}</span>
      <button className="btn" type="button" onClick={onBack}>
        <Icon name="undo" />
        {t('queue.asOfBack')}
      </button>
    </section>
  );
}
