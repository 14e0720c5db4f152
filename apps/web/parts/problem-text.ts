// A refusal in words: the code's own sentence, and what the server added.
import type { TFunction } from 'i18next';
import { ApiProblem } from '../api/client.ts';

export function problemText(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t('shell.problem.internal');
  if (error.code === 'offline') return t('shell.offline');
  if (error.code === 'timeout') return t('shell.timeout');
  if (error.code === 'other-login') return t('shell.otherLogin');
  const known = t(`shell.problem.${error.code}`, { defaultValue: '' });
  return known || error.problem.title || t('shell.problem.internal');
}
