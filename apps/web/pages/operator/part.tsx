// A part of the page that is fetched by itself: it says when it could not be, and the other parts stay.
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { problemText } from '../../parts/problem-text.ts';

interface Asked {
  readonly data: unknown;
  readonly error: unknown;
  readonly isError: boolean;
  readonly refetch: () => unknown;
}

export function Part({
  id,
  title,
  acts,
  asked,
  children,
}: {
  id: string;
  title: ReactNode;
  acts?: ReactNode;
  asked?: Asked;
  children: ReactNode;
}) {
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {acts && <div className="row">{acts}</div>}
      </header>
      {asked && !asked.data ? <NotYet asked={asked} /> : children}
    </section>
  );
}

function NotYet({ asked }: { asked: Asked }) {
  const { t } = useWords();
  if (!asked.isError)
    return (
      <p className="in mut" role="status">
        {t('shell.loading')}
      </p>
    );
  return (
    <div className="empty" role="alert">
      <p>{t('upkeep.partFailed')}</p>
      <p className="mut">{problemText(asked.error, t)}</p>
      <div className="row">
        <button className="btn" type="button" onClick={() => void asked.refetch()}>
          <Icon name="refresh" />
          {t('shell.retry')}
        </button>
      </div>
    </div>
  );
}
