// A field with room for so much cuts what is pasted without a word. Here it is said, for every field there is.
import { useEffect } from 'react';
import type { TFunction } from 'i18next';
import { toast } from './toasts.tsx';

export function useTooLong(t: TFunction): void {
  useEffect(() => {
    const onPaste = ({ target, clipboardData }: ClipboardEvent) => {
      if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || target.maxLength < 0) return;
      const { value, selectionStart, selectionEnd, maxLength } = target;
      const kept = value.length - ((selectionEnd ?? 0) - (selectionStart ?? 0));
      if (kept + (clipboardData?.getData('text').length ?? 0) > maxLength) toast(t('shell.tooLong', { max: maxLength }), { bad: true });
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [t]);
}
