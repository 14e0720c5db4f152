// What just happened, with "Ångra" where it can be undone. Undo instead of asking first; ten seconds, or as long as the pointer rests on it.
import { useEffect, useState } from 'react';
import { newStore, useStore } from '../api/store.ts';
import { useWords } from '../i18n/use-words.ts';
import { useTopmost } from './dialog-stack.ts';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  readonly undo: (() => void) | null;
}

const shownMs = 10_000;
const toasts = newStore<readonly Toast[]>([]);
let last = 0;

export function toast(text: string, options: { undo?: () => void; bad?: boolean } = {}): void {
  toasts.set([...toasts.get().slice(-2), { id: ++last, text, bad: options.bad ?? false, undo: options.undo ?? null }]);
}

const drop = (id: number) => toasts.set(toasts.get().filter((one) => one.id !== id));

/** `within`: the dialog they are said in, while it is the topmost; null for the page itself. */
export function Toasts({ within = null }: { within?: string | null }) {
  const all = useStore(toasts);
  const shown = useTopmost() === within ? all : [];
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <ToastLine key={one.id} {...one} />
      ))}
    </div>
  );
}

function ToastLine({ id, text, bad, undo }: Toast) {
  const { t } = useWords();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, held]);
  return (
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={bad ? 'over' : 'check'} />
      <span>{text}</span>
      {undo && (
        <button
          className="btn"
          type="button"
          onClick={() => {
            drop(id);
            undo();
          }}
        >
          <Icon name="undo" />
          {t('shell.undo')}
        </button>
      )}
      <button className="icon-btn" type="button" aria-label={t('shell.close')} onClick={() => drop(id)}>
        <Icon name="cross" />
      </button>
    </div>
  );
}
