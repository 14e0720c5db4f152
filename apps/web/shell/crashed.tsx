import { useState } from 'react';
import { call } from '../api/client.ts';
import { contact } from '../api/contact.ts';
import { newRelease } from '../api/release.ts';
import { useStore } from '../api/store.ts';
import { useWords } from '../i18n/use-words.ts';
import { PageDidNotCome } from './lazy-page.ts';

/** A fault in a page, or a page that did not come. The cure is to load anew, when there is something to load it from. */
export function Crashed({ error }: { error: unknown }) {
  const { t } = useWords();
  const { answered } = useStore(contact);
  const outdated = useStore(newRelease);
  const [busy, setBusy] = useState(false);
  const why = !(error instanceof PageDidNotCome) ? 'crash' : !answered ? 'pageOffline' : outdated ? 'pageOutdated' : 'crash';
  const reload = async () => {
    setBusy(true);
    try {
      // Without an answer the browser would show a page of its own, and Sluss would be gone.
      await call('session');
      window.location.reload();
    } catch {
      setBusy(false);
    }
  };
  return (
    <section className="panel empty-state">
      <div className="empty" role="alert">
        <h1>{t(`shell.${why}Title`)}</h1>
        <p className="mut">{t(`shell.${why}Text`)}</p>
        <div className="row">
          <button className="btn main" type="button" disabled={busy} onClick={() => void reload()}>
            {t(why === 'pageOffline' ? 'shell.retry' : 'shell.reload')}
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
