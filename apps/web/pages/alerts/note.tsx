import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import { queryClient } from '../../api/queries.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toasts.tsx';
import { NoteDialog } from './dialogs.tsx';

export function NoteButton({ alertId }: { alertId: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { busy, run } = useAct('noteAlert');
  const save = async (text: string) => {
    const outcome = await run({ id: alertId, body: { text } });
    // The dialog stays with its text when it could not be saved.
    if (outcome.kind === 'refused') return showRefusal(outcome.problem, t);
    if (outcome.kind === 'busy') return;
    setOpen(false);
    toast(t('alerts.notedDone'));
    void queryClient.invalidateQueries({ queryKey: ['alert', alertId] });
  };
  return (
    <>
      <button className="btn bare s" type="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('alerts.note')}
      </button>
      {open && <NoteDialog busy={busy} onClose={() => setOpen(false)} onDone={(text) => void save(text)} />}
    </>
  );
}
