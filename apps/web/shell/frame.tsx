// What stands around every page: banner, menu, live stream, keys, dialogs. Without a session it sends the reader to the log-in and back.
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { followLive } from '../api/live.ts';
import { changeTaker, sessionQuery } from '../api/queries.ts';
import { sessionEnded } from '../api/session-gate.ts';
import { useStore } from '../api/store.ts';
import { watchContact } from '../api/watch-contact.ts';
import { useWords } from '../i18n/use-words.ts';
import { ConflictDialog } from '../parts/conflict.tsx';
import { PrintGuard } from '../parts/print.tsx';
import { Loading } from '../parts/states.tsx';
import { Toasts } from '../parts/toasts.tsx';
import { useTooLong } from '../parts/too-long.ts';
import { Footer } from './footer.tsx';
import { useKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { LoginAgain } from './login-again.tsx';
import { Notices } from './notices.tsx';
import { TopBar } from './top-bar.tsx';

const openToAll = ['/logga-in', '/tillganglighet'];

export function Frame() {
  const { t, lang } = useWords();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const ended = useStore(sessionEnded);
  const [help, setHelp] = useState(false);
  const location = useRouterState({ select: (state) => state.location });
  // What is on the screen may lag behind the address for a moment: a page is only shown to who may see it.
  const shown = useRouterState({ select: (state) => state.matches.at(-1)?.fullPath ?? '' });
  const asker = session.data?.asker ?? null;
  const closed = !openToAll.includes(location.pathname);

  useTooLong(t);
  useEffect(watchContact, []);
  useEffect(() => (asker ? followLive(changeTaker()) : undefined), [asker?.login]);
  // A new page starts at its top with the focus in it; another alert in the same inbox does not move the list.
  const page = location.pathname.split('/')[1];
  const opened = useRef(page);
  useEffect(() => {
    if (opened.current === page) return;
    opened.current = page;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [page]);
  const go = (to: '/ko' | '/platser' | '/larm') => () => void (asker && navigate({ to }));
  useKeys({ '?': () => setHelp(true), 'g k': go('/ko'), 'g p': go('/platser'), 'g l': go('/larm') });

  if (closed && session.data && !asker)
    return <Navigate to="/logga-in" search={{ till: location.pathname === '/' ? undefined : location.href }} replace />;
  return (
    <I18nProvider locale={lang === 'en' ? 'en-US' : 'sv-SE'}>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      {session.data?.demo && (
        <section className="demo" aria-label={t('shell.demo')}>
          {t('shell.demo')}
        </section>
      )}
      <TopBar asker={asker} onKeys={() => setHelp(true)} />
      <Notices />
      <main id="main" tabIndex={-1}>
        {!asker && !openToAll.includes(shown) ? (
          session.isError ? (
            <section className="panel empty-state">
              <div className="empty" role="alert">
                <p>{t('login.loadFailed')}</p>
                <div className="row">
                  <button className="btn main" type="button" onClick={() => void session.refetch()}>
                    {t('shell.retry')}
                  </button>
                </div>
              </div>
            </section>
          ) : (
            <Loading />
          )
        ) : (
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        )}
      </main>
      <Footer onKeys={() => setHelp(true)} />
      <PrintGuard />
      <Toasts />
      <ConflictDialog />
      {help && <KeysHelp onClose={() => setHelp(false)} />}
      {ended && asker && <LoginAgain />}
    </I18nProvider>
  );
}
