import { useWords } from '../i18n/use-words.ts';

/** A fault in a page. After a new release old chunks are gone: loading anew is the cure for that too. */
export function Crashed() {
  const { t } = useWords();
  return (
    <section className="panel empty-state">
      <div className="empty" role="alert">
        <h1>{t('shell.crashTitle')}</h1>
        <p className="mut">{t('shell.crashText')}</p>
        <div className="row">
          <button className="btn main" type="button" onClick={() => window.location.reload()}>
            {t('shell.reload')}
          </button>
        </div>
      </div>
    </section>
  );
}

export function Missing() {
  const { t } = useWords();
  return (
    <section className="panel empty-state">
      <div className="empty">
        <h1>{t('shell.missingTitle')}</h1>
        <p className="mut">{t('shell.missingText')}</p>
        <div className="row">
          <a className="btn l" href="/">
            {t('shell.toQueue')}
          </a>
        </div>
      </div>
    </section>
  );
}
