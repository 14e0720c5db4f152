// The list as it was known at a moment: what was recorded later is not in it.
import { useState, type FormEvent } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { dateText, instantOf, timeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';

export function AsOfButton({ onPick }: { onPick: (asOf: string) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const asOf = instantOf(String(form.get('date')), String(form.get('time')));
    if (!Number.isFinite(asOf.getTime()) || asOf > serverNow()) return setWrong(true);
    setOpen(false);
    onPick(asOf.toISOString());
  };
  return (
    <>
      <button className="btn" type="button" onClick={() => setOpen(true)}>
        <Icon name="clock" />
        {t('queue.asOf')}
      </button>
      {open && (
        <Dialog title={t('queue.asOfTitle')} onClose={() => setOpen(false)}>
          <form className="form" onSubmit={submit}>
            <p className="mut">{t('queue.asOfNote')}</p>
            <div className="form-row">
              <label>
                {t('queue.asOfDate')}
                <span className="field">
                  <input name="date" type="date" required max={dateText(serverNow())} defaultValue={dateText(serverNow())} />
                </span>
              </label>
              <label>
                {t('queue.asOfTime')}
                <span className="field">
                  <input name="time" type="time" required defaultValue={timeText(serverNow())} />
                </span>
              </label>
            </div>
            <p className="red" role="alert">
              {wrong && t('queue.asOfFuture')}
            </p>
            <div className="row">
              <button className="btn main" type="submit">
                {t('queue.asOfShow')}
              </button>
              <button className="btn l" type="button" onClick={() => setOpen(false)}>
                {t('shell.cancel')}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}
