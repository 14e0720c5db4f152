import { useState, type FormEvent, type ReactNode } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { useSession } from '../../api/session.ts';
import { addDays, dateText, instantOf } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Dialog } from '../../parts/dialog.tsx';

interface Common {
  readonly busy: boolean;
  readonly onClose: () => void;
}
const weekMs = 7 * 24 * 3_600_000;

function Form({
  title,
  verb,
  busy,
  onClose,
  onSubmit,
  children,
}: Common & { title: string; verb: string; onSubmit: (form: FormData) => void; children: ReactNode }) {
  const { t } = useWords();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {children}
        <div className="row">
          <button className="btn main" type="submit" disabled={busy}>
            {verb}
          </button>
          <button className="btn l" type="button" onClick={onClose}>
            {t('shell.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function AssignDialog({ onDone, ...common }: Common & { onDone: (assignee: string, name: string) => void }) {
  const { t } = useWords();
  const logins = useSession()?.logins ?? [];
  return (
    <Form
      {...common}
      title={t('alerts.assignTitle')}
      verb={t('alerts.assign')}
      onSubmit={(form) => onDone(String(form.get('to')), String(form.get('to')))}
    >
      <label>
        {t('alerts.assignTo')}
        <span className="field">
          <select name="to" required>
            {logins.map((one) => (
              <option key={one.login} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </span>
      </label>
    </Form>
  );
}

export function SnoozeDialog({ onDone, ...common }: Common & { onDone: (minutes: number) => void }) {
  const { t } = useWords();
  const [opened] = useState(serverNow);
  const morning = Math.max(5, Math.round((instantOf(addDays(dateText(opened), 1), '08:00').getTime() - opened.getTime()) / 60_000));
  const choices: [string, number][] = [
    ...[1, 4, 8].map((hours): [string, number] => [t('alerts.hours', { count: hours }), hours * 60]),
    [t('alerts.tomorrow'), morning],
  ];
  return (
    <Form {...common} title={t('alerts.snoozeTitle')} verb={t('alerts.snooze')} onSubmit={(form) => onDone(Number(form.get('minutes')))}>
      <p className="mut">{t('alerts.snoozeNote')}</p>
      <fieldset>
        <legend className="sr">{t('alerts.snoozeTitle')}</legend>
        {choices.map(([word, minutes], index) => (
          <label key={word} className="choice">
            <input type="radio" name="minutes" value={minutes} defaultChecked={index === 1} />
            {word}
          </label>
        ))}
      </fieldset>
    </Form>
  );
}

export function SilenceDialog({ onDone, ...common }: Common & { onDone: (reason: string, until: Date) => void }) {
  const { t } = useWords();
  const [opened] = useState(serverNow);
  const submit = (form: FormData) => {
    const until = instantOf(String(form.get('date')), String(form.get('time')));
    const latest = new Date(opened.getTime() + weekMs - 60_000);
    onDone(String(form.get('reason')), until > latest ? latest : until);
  };
  return (
    <Form {...common} title={t('alerts.silenceTitle')} verb={t('alerts.silence')} onSubmit={submit}>
      <p className="mut">{t('alerts.silenceNote')}</p>
      <label>
        {t('alerts.silenceReason')}
        <span className="field">
          <input name="reason" required minLength={3} maxLength={200} autoComplete="off" />
        </span>
      </label>
      <div className="form-row">
        <label>
          {t('alerts.silenceUntil')}
          <span className="field">
            <input
              name="date"
              type="date"
              required
              min={dateText(opened)}
              max={dateText(new Date(opened.getTime() + weekMs))}
              defaultValue={addDays(dateText(opened), 1)}
            />
          </span>
        </label>
        <label>
          {t('queue.asOfTime')}
          <span className="field">
            <input name="time" type="time" required defaultValue="12:00" />
          </span>
        </label>
      </div>
    </Form>
  );
}

export function NoteDialog({ onDone, ...common }: Common & { onDone: (text: string) => void }) {
  const { t } = useWords();
  return (
    <Form {...common} title={t('alerts.noteTitle')} verb={t('shell.save')} onSubmit={(form) => onDone(String(form.get('text')).trim())}>
      <label>
        {t('alerts.noteText')}
        <span className="field">
          <textarea name="text" required maxLength={500} />
        </span>
        <small>{t('alerts.noteWarning')}</small>
      </label>
    </Form>
  );
}
