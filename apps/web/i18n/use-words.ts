// Words and figures in the reader's language, for components.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText } from '../format/numbers.ts';
import { roughWait, waitText } from '../format/wait.ts';

export function useWords() {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const units = { day: t('shell.day'), days: t('shell.days'), hour: t('shell.hour'), minute: t('shell.minute') };
    return {
      t,
      lang: i18n.language,
      wait: (hours: number) => waitText(hours, units),
      rough: (hours: number) => roughWait(hours, units),
      number: (value: number, decimals = 0) => numberText(value, i18n.language, decimals),
    };
  }, [t, i18n.language]);
}
export type Words = ReturnType<typeof useWords>;
