// When somebody else was first (409, 412): what happened, in words, and a way on. Other refusals are said in a toast.
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { newStore, useStore } from '../api/store.ts';
import { useWords } from '../i18n/use-words.ts';
import { Dialog } from './dialog.tsx';
import { problemText } from './problem-text.ts';
import { toast } from './toasts.tsx';

interface Conflict {
  readonly problem: ApiProblem;
  /** What the screen can offer instead. */
  readonly more: ReactNode;
}
const conflict = newStore<Conflict | null>(null);
const settle = () => conflict.set(null);

/** Somebody else was first. */
export const isConflict = ({ status }: ApiProblem): boolean => status === 409 || status === 412 || status === 428;

export function showRefusal(problem: ApiProblem, t: TFunction, more: ReactNode = null): void {
  if (isConflict(problem)) conflict.set({ problem, more });
  else toast(problemText(problem, t), { bad: true });
}

export function ConflictDialog() {
  const { t } = useWords();
  const now = useStore(conflict);
  if (!now) return null;
  const reload = () => {
    settle();
    void queryClient.invalidateQueries();
  };
  return (
    <Dialog title={t('shell.conflictTitle')} onClose={reload}>
      <p className="lead">{problemText(now.problem, t)}</p>
      {now.problem.problem.detail && <p>{now.problem.problem.detail}</p>}
      <p className="mut">{t('shell.conflictNothing')}</p>
      {now.more}
      <div className="row">
        <button className="btn main" type="button" onClick={reload}>
          {t('shell.reload')}
        </button>
      </div>
    </Dialog>
  );
}
