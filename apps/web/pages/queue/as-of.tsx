// The list as it was known at a moment: what was recorded later is not in it.
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { dateText, dateTimeText, instantOf, timeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';

type Page = '/ko' | '/platser';

export function AsOfButton({ from }: { from: Page }) {
  const { t } = useWords();
  const navigate = useNavigate({ from });
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const asOf = instantOf(String(form.get('date')), String(form.get('time')));
    if (!Number.isFinite(asOf.getTime()) || asOf > serverNow()) return setWrong(true);
    setOpen(false);
    void navigate({ search: (before: object) => ({ ...before, asOf: asOf.toISOString() }) });
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

export function AsOfBanner({ asOf, from }: { asOf: string; from: Page }) {
  const { t } = useWords();
  const navigate = useNavigate({ from });
  return (
    <section className="as-of" role="status">
      <Icon name="clock" />
      <b>{t('queue.asOfBanner', { at: dateTimeText(asOf) })}</b>
      <span>{t('queue.asOfNote')}</span>
      <button className="btn" type="button" onClick={() => void navigate({ search: (before: object) => ({ ...before, asOf: undefined }) })}>
        <Icon name="undo" />
        {t('queue.asOfBack')}
      </button>
    </section>
  );
}
