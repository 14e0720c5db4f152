// Print with a log and a mark. Paper that shows persons is asked for first: no log, no paper. The browser's own menu cannot be asked to wait, so
// without the log it gets a page that says which button to use.
import { useEffect } from 'react';
import type { TFunction } from 'i18next';
import { call } from '../api/client.ts';
import { serverNow } from '../api/server-clock.ts';
import { useSession } from '../api/session.ts';
import { newStore, useStore } from '../api/store.ts';
import { dateTimeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { problemText } from './problem-text.ts';
import { toast } from './toasts.tsx';

/** Cases whose persons are on the screen now. */
const persons = newStore<readonly string[]>([]);
/** When what is being printed was asked for. */
const printedAt = newStore<Date | null>(null);

/** What this page shows of persons, for as long as it is shown. */
export function usePrintable(journeyIds: readonly string[]): void {
  const key = journeyIds.join();
  useEffect(() => {
    persons.set(key === '' ? [] : key.split(','));
    return () => persons.set([]);
  }, [key]);
}

/** `only`: those of them that are to be on the paper. */
export async function printPage(t: TFunction, only?: readonly string[]): Promise<void> {
  const journeyIds = [...(only ?? persons.get())];
  try {
    if (journeyIds.length > 0) await call('takenOut', { body: { action: 'print', journeyIds } });
  } catch (error) {
    return toast(`${t('shell.printStopped')} ${problemText(error, t)}`, { bad: true });
  }
  const { dataset } = document.documentElement;
  printedAt.set(serverNow());
  dataset['print'] = only ? 'chosen' : 'all';
  // The mark has the time of this print: it must be in the page before the paper is made.
  await new Promise((painted) => requestAnimationFrame(painted));
  window.print();
  delete dataset['print'];
}

export function PrintGuard() {
  const { t } = useWords();
  const session = useSession();
  const guarded = useStore(persons).length > 0;
  const at = useStore(printedAt);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      void printPage(t);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [t]);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-guarded', guarded);
  }, [guarded]);
  const asker = session?.asker;
  const mark = asker && t('shell.printed', { at: dateTimeText(at ?? serverNow()), who: `${asker.name}, ${asker.organisationName}` });
  return (
    <>
      <p className="print-refused">{t('shell.printRefused')}</p>
      {asker && (
        <p className="print-mark" aria-hidden="true" data-mark={mark}>
          {mark}
        </p>
      )}
    </>
  );
}
