import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../shell/keys.ts';
import { clean, longestText } from './filters.ts';

/** Between two keys of somebody who types slowly. */
const settleMs = 250;

export function SearchBox({ q }: { q: string }) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/ko' });
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const typed = useRef(q);
  useKeys({ '/': () => input.current?.focus() });
  useEffect(() => {
    // The address changed by other means (back, a cleared filter): follow it, unless it is what was just typed.
    if (q !== typed.current.trim()) setText((typed.current = q));
  }, [q]);
  useEffect(() => {
    if (text.trim() === q) return undefined;
    const timer = setTimeout(
      () => void navigate({ search: (before) => ({ ...before, q: text.trim() || undefined }), replace: true }),
      settleMs,
    );
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  return (
    <label className="field find">
      <Icon name="search" />
      <span className="sr">{t('queue.search')}</span>
      <input
        ref={input}
        type="search"
        placeholder={t('queue.searchHint')}
        value={text}
        maxLength={longestText}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText((typed.current = clean(target.value)))}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur();
        }}
      />
      <kbd>/</kbd>
    </label>
  );
}
