// "Öppet hos 1 annan": that somebody else works with the same case now. Never who.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../api/client.ts';
import { presenceQuery } from '../api/queries.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from './icon.tsx';

/** From the case to its matching it is the same reader: gone is who has not come back by then. */
const awayMs = 1_500;
const shownIn = new Map<string, number>();
const leave = (id: string) => void call('presence', { id, body: { open: false }, keepalive: true }).catch(() => undefined);

export function PresenceBadge({ journeyId }: { journeyId: string }) {
  const { t } = useWords();
  const others = useQuery(presenceQuery(journeyId)).data?.others ?? 0;
  useEffect(() => {
    const here = (by: number) => shownIn.set(journeyId, (shownIn.get(journeyId) ?? 0) + by).get(journeyId)!;
    const closing = () => leave(journeyId);
    here(1);
    window.addEventListener('pagehide', closing);
    return () => {
      window.removeEventListener('pagehide', closing);
      here(-1);
      setTimeout(() => shownIn.get(journeyId) === 0 && leave(journeyId), awayMs);
    };
  }, [journeyId]);
  return (
    <span role="status">
      {others > 0 && (
        <span className="badge info">
          <Icon name="people" />
          {t('shell.openElsewhere', { count: others })}
        </span>
      )}
    </span>
  );
}
