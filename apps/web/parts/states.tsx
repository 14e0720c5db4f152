// Empty, loading, failed: each says what it means and what can be done.
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { serverNow } from '../api/server-clock.ts';
import { timeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { GateSign } from './chain.tsx';
import { Icon } from './icon.tsx';
import { problemText } from './problem-text.ts';

export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <section className="panel empty-state">
      <div className="empty">
        <GateSign state="open" />
        <p>{title}</p>
        <p className="mut">{text}</p>
        {children && <div className="row">{children}</div>}
      </div>
    </section>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <section className="panel empty-state" aria-busy="true">
      <div className="empty">
        <p role="status">{t('shell.loading')}</p>
        <div className="skel" aria-hidden="true">
          {Array.from({ length: rows }, (_, index) => (
            <i key={index} />
          ))}
        </div>
      </div>
    </section>
  );
}

interface FailedProps {
  readonly title?: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** What was asked for is a case, whose refusal the server notes. */
  readonly logged?: boolean;
}

export function Failed({ title, error, onRetry, logged = false }: FailedProps) {
  const { t } = useWords();
  const problem = error instanceof ApiProblem ? error : null;
  if (problem && (problem.status === 403 || problem.status === 404 || problem.status === 400 || problem.status === 422))
    return <Neutral logged={logged} />;
  return (
    <section className="panel empty-state">
      <div className="empty" role="alert">
        <span className="badge over">
          <Icon name="over" />
          {problem?.problem.code ?? problem?.code ?? 'internal'}
        </span>
        <p>{title ?? t('shell.failedTitle')}</p>
        <p className="mut">
          {problemText(error, t)} {t('shell.failedKept')}{' '}
          {problem?.problem.requestId && t('shell.failedCode', { code: problem.problem.requestId, at: timeText(serverNow()) })}
        </p>
        <div className="row">
          <button className="btn main" type="button" onClick={onRetry}>
            <Icon name="refresh" />
            {t('shell.retry')}
          </button>
        </div>
      </div>
    </section>
  );
}

/** The same page for a case that is foreign, protected or gone: it must not tell which. */
export function Neutral({ logged = false }: { logged?: boolean }) {
  const { t } = useWords();
  return (
    <section className="panel empty-state">
      <div className="empty">
        <GateSign state="shut" />
        <h1>{t('shell.neutralTitle')}</h1>
        <p className="mut">
          {t('shell.neutralText')} {logged && t('shell.neutralLogged')}
        </p>
        <div className="row">
          <a className="btn l" href="/ko">
            {t('shell.toQueue')}
          </a>
        </div>
      </div>
    </section>
  );
}
