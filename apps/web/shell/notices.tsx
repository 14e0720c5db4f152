// What everybody at the screen must know now, in one line under the top bar: no contact, old figures, a new release, a computer's clock that is off.
// One at a time, the gravest first. Nothing here acts by itself: somebody may be typing.
import { useState } from 'react';
import { clockApart } from '../api/computer-clock.ts';
import { contact } from '../api/contact.ts';
import { tryAgain, useFailingSince } from '../api/failing.ts';
import { newRelease } from '../api/release.ts';
import { serverNow, useNow } from '../api/server-clock.ts';
import { sessionEnded } from '../api/session-gate.ts';
import { useStore } from '../api/store.ts';
import { dateText, dateTimeText, nearTimeText, timeText } from '../format/dates.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon, type IconName } from '../parts/icon.tsx';

interface Notice {
  readonly icon: IconName;
  readonly bad?: boolean;
  readonly title: string;
  readonly text: string;
  readonly verb: string;
  readonly act: () => void | Promise<void>;
}

export function Notices() {
  const notice = useNotice();
  return (
    <div className="notices" role="status">
      {notice && <NoticeLine key={notice.title} {...notice} />}
    </div>
  );
}

function NoticeLine({ icon, bad, title, text, verb, act }: Notice) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await act();
    setBusy(false);
  };
  return (
    <section className={bad ? 'notice bad' : 'notice'}>
      <Icon name={icon} />
      <p>
        <b>{title}</b> {text}
      </p>
      <button className="btn" type="button" disabled={busy} onClick={() => void press()}>
        {verb}
      </button>
    </section>
  );
}

function useNotice(): Notice | null {
  const { t } = useWords();
  const now = useNow();
  const { answered, heardAt } = useStore(contact);
  const failingSince = useFailingSince();
  const ended = useStore(sessionEnded);
  const outdated = useStore(newRelease);
  const apart = useStore(clockApart);
  const [hidden, setHidden] = useState(false);
  const ago = (ms: number) => nearTimeText(new Date(serverNow().getTime() - ms), now);
  if (!answered)
    return {
      icon: 'off',
      bad: true,
      title: t('shell.noContact'),
      text: t('shell.noContactText', { at: ago(performance.now() - heardAt) }),
      verb: t('shell.retry'),
      act: tryAgain,
    };
  if (failingSince !== null && !ended)
    return {
      icon: 'over',
      bad: true,
      title: t('shell.failing'),
      text: t('shell.failingText', { at: ago(Date.now() - failingSince) }),
      verb: t('shell.retry'),
      act: tryAgain,
    };
  if (outdated)
    return {
      icon: 'refresh',
      title: t('shell.newRelease'),
      text: t('shell.newReleaseText'),
      verb: t('shell.reload'),
      act: () => window.location.reload(),
    };
  if (apart !== null && !hidden) {
    const sameDay = apart.startsWith(dateText(now));
    return {
      icon: 'clock',
      title: t('shell.clockApart', { own: sameDay ? apart.slice(11) : apart }),
      text: t('shell.clockApartText', { at: sameDay ? timeText(now) : dateTimeText(now) }),
      verb: t('shell.hide'),
      act: () => setHidden(true),
    };
  }
  return null;
}
