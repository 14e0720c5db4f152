// A modal dialog on the platform's own element: focus stays inside, Esc closes, focus returns to what opened it.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useLeaveGuard } from '../api/leave-guard.ts';
import { useWords } from '../i18n/use-words.ts';
import { useInStack } from './dialog-stack.ts';
import { Icon } from './icon.tsx';
import { Toasts } from './toasts.tsx';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** A dialog that must be answered cannot be closed beside its buttons. */
  readonly mustAnswer?: boolean;
  readonly wide?: boolean;
}

export function Dialog({ title, onClose, children, mustAnswer = false, wide = false }: Props) {
  const { t } = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [typed, setTyped] = useState(false);
  useLeaveGuard(typed);
  useInStack(titleId);
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? 'dialog wide-dialog' : 'dialog'}
      aria-labelledby={titleId}
      onInput={() => setTyped(true)}
      onCancel={(event) => {
        event.preventDefault();
        if (!mustAnswer) onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current && !mustAnswer) onClose();
      }}
    >
      <div className="dialog-in">
        <header>
          <h2 id={titleId}>{title}</h2>
          {!mustAnswer && (
            <button className="icon-btn" type="button" aria-label={t('shell.close')} onClick={onClose}>
              <Icon name="cross" />
            </button>
          )}
        </header>
        {children}
        <Toasts within={titleId} />
      </div>
    </dialog>
  );
}
