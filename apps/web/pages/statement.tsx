import { useSession } from '../api/session.ts';
import { useWords } from '../i18n/use-words.ts';
import { useTitle } from '../shell/title.ts';

export function StatementPage() {
  const { t } = useWords();
  const session = useSession();
  useTitle(t('statement.title'));
  return (
    <div className="text-page">
      <h1>{t('statement.title')}</h1>
      <p>{t('statement.intro')}</p>
      <h2>{t('statement.status')}</h2>
      <p>{t('statement.statusText')}</p>
      <h2>{t('statement.how')}</h2>
      <ul>
        <li>{t('statement.howAutomatic')}</li>
        <li>{t('statement.howKeyboard')}</li>
        <li>{t('statement.howColour')}</li>
      </ul>
      <h2>{t('statement.known')}</h2>
      <ul>
        <li>{t('statement.knownReader')}</li>
        <li>{t('statement.knownCanal')}</li>
        <li>{t('statement.knownServer')}</li>
        <li>{t('statement.knownZoom')}</li>
      </ul>
      <h2>{t('statement.contact')}</h2>
      <p>
        {t('statement.contactText')} <a href="https://www.digg.se/tdosanmalan">{t('statement.digg')}</a>
      </p>
      <h2>{t('statement.facts')}</h2>
      <dl>
        <dt>{t('statement.assessed')}</dt>
        <dd>{t('statement.assessedValue')}</dd>
        <dt>{t('statement.standard')}</dt>
        <dd>{t('statement.standardValue')}</dd>
        <dt>{t('statement.version')}</dt>
        <dd>Sluss {session?.version}</dd>
      </dl>
    </div>
  );
}
