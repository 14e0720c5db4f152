import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { homeOf, useSession } from '../api/session.ts';
import { queryClient, sessionQuery } from '../api/queries.ts';
import { useWords } from '../i18n/use-words.ts';
import { LoginChoices } from '../shell/login-choices.tsx';
import { useTitle } from '../shell/title.ts';

export function LoginPage() {
  const { t } = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const { till } = useSearch({ from: '/logga-in' });
  const title = session?.demo === false ? t('login.tokenTitle') : t('login.title');
  useTitle(title);
  const onDone = () => {
    const asker = queryClient.getQueryData(sessionQuery.queryKey)?.asker;
    // Only a path of our own: a link must not send anybody elsewhere.
    if (till?.startsWith('/') && !till.startsWith('//')) void navigate({ href: till, replace: true });
    else if (asker) void navigate({ to: homeOf(asker), replace: true });
  };
  return (
    <div className="login">
      <section aria-labelledby="t-in">
        <h1 className="xl">{t('login.question')}</h1>
        <p className="lead">{t('login.lead')}</p>
        <h2 id="t-in">{title}</h2>
        {session && <LoginChoices session={session} onDone={onDone} />}
        {session?.demo && <p className="mut sm">{t('login.madeUp')}</p>}
      </section>
      <Picture />
    </div>
  );
}

const at = (step: number) => ({ '--i': step }) as CSSProperties;

/** The idea in one picture. Its figures are an example, not the region's. */
function Picture() {
  const { t } = useWords();
  return (
    <figure aria-labelledby="t-fig">
      <ol className="flight">
        <li className="lock" style={at(0)}>
          <div className="tx">
            <b>{t('login.hospital')}</b>
            {t('login.hospitalText')}
          </div>
          <div className="pool">
            <b>8</b> {t('login.waiting')}
            <i className="ship" />
            <span className="gate shut" />
          </div>
          <p className="gl">{t('login.shut')}</p>
        </li>
        <li className="lock" style={at(1)}>
          <div className="tx">
            <b>{t('login.shortTerm')}</b>
            {t('login.shortTermText')}
          </div>
          <div className="pool">
            <b>31</b> {t('login.onward')}
            <span className="gate shut root" />
          </div>
          <p className="gl">
            <b className="red">{t('login.root')}</b>
          </p>
        </li>
        <li className="lock" style={at(2)}>
          <div className="tx">
            <b>{t('login.special')}</b>
            {t('login.specialText')}
          </div>
          <div className="pool">
            <b>96</b> {t('login.lives')}
          </div>
        </li>
      </ol>
      <figcaption id="t-fig">{t('login.caption')}</figcaption>
    </figure>
  );
}
