import { useState, type FormEvent } from 'react';
import type { BodyOf } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { addDays, dateText, instantOf, nearTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Dialog } from '../../parts/dialog.tsx';

type Reason = BodyOf<'decline'>['reason'];
const reasons = [
  'other-municipality',
  'other-unit',
  'wants-home',
  'relatives-object',
  'no-answer',
  'not-suitable',
  'other',
] as const satisfies readonly Reason[];

interface Common {
  readonly place: string;
  readonly busy: boolean;
  readonly onClose: () => void;
}

export function HoldDialog({ place, busy, onClose, onHold }: Common & { onHold: (until: Date) => void }) {
  const { t } = useWords();
  const [opened] = useState(serverNow);
  const choices: [string, Date][] = [
    ...[2, 4].map((hours): [string, Date] => {
      const until = new Date(opened.getTime() + hours * 3_600_000);
      return [`${t('match.holdHours', { count: hours })} (${nearTimeText(until, opened)})`, until];
    }),
    [t('match.holdTomorrow'), instantOf(addDays(dateText(opened), 1), '12:00')],
  ];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onHold(choices[Number(new FormData(event.currentTarget).get('until'))]![1]);
  };
  return (
    <Dialog title={t('match.holdTitle', { place })} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="mut">{t('match.holdNote')}</p>
        <fieldset>
          <legend>{t('match.holdUntil')}</legend>
          {choices.map(([word], index) => (
            <label key={word} className="choice">
              <input type="radio" name="until" value={index} defaultChecked={index === 1} />
              {word}
            </label>
          ))}
        </fieldset>
        <Buttons verb={t('match.hold')} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

export function DeclineDialog({ place, busy, onClose, onDecline }: Common & { onDecline: (reason: Reason) => void }) {
  const { t } = useWords();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onDecline(new FormData(event.currentTarget).get('reason') as Reason);
  };
  return (
    <Dialog title={t('match.declineTitle', { place })} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="mut">{t('match.declineNote')}</p>
        <fieldset>
          <legend>{t('match.declineReason')}</legend>
          {reasons.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="reason" value={one} required />
              {t(`codes.decline.${one}`)}
            </label>
          ))}
        </fieldset>
        <Buttons verb={t('match.declineSave')} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

export function MoveInDialog({ place, busy, onClose, onMoveIn }: Common & { onMoveIn: () => void }) {
  const { t } = useWords();
  return (
    <Dialog title={t('match.moveInTitle', { place })} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onMoveIn();
        }}
      >
        <p>{t('match.moveInNote')}</p>
        <Buttons verb={t('match.moveIn')} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function Buttons({ verb, busy, onClose }: { verb: string; busy: boolean; onClose: () => void }) {
  const { t } = useWords();
  return (
    <div className="row">
      <button className="btn main" type="submit" disabled={busy}>
        {verb}
      </button>
      <button className="btn l" type="button" onClick={onClose}>
        {t('shell.cancel')}
      </button>
    </div>
  );
}
