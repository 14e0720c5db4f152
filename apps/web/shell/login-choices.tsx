import { useState, type FormEvent } from 'react';
import type { Asker, SessionInfo, UserRole } from '#contracts';
import { logIn } from '../api/session.ts';
import { ApiProblem } from '../api/client.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { problemText } from '../parts/problem-text.ts';

const icons = { coordinator: 'queue', placement: 'place', manager: 'bell', operator: 'gear' } as const satisfies Record<UserRole, IconName>;

interface Props {
  readonly session: SessionInfo;
  /** The login to offer first. */
  readonly first?: string | undefined;
  readonly onDone: (login: string) => void;
}

export function LoginChoices({ session, first, onDone }: Props) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const enter = async (login: string, token?: string) => {
    if (busy) return;
    setBusy(true);
    setFailed(null);
    try {
      await logIn(login, token);
      onDone(login);
    } catch (error) {
      const wrong = error instanceof ApiProblem && (error.status === 401 || error.status === 403) && token !== undefined;
      setFailed(wrong ? t('login.tokenWrong') : problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const logins = [...session.logins].sort((a, b) => Number(b.login === first) - Number(a.login === first));
  // The six municipalities last: they stand two by two.
  const people = logins
    .filter((one) => one.role !== 'operator')
    .sort((a, b) => Number(a.role === 'placement') - Number(b.role === 'placement'));
  return (
    <>
      {people.length > 0 && <Roles people={people} busy={busy} onEnter={(login) => void enter(login)} />}
      <TokenForm busy={busy} open={people.length === 0} onEnter={(token) => void enter('operator', token)} />
      <p className="red" role="alert">
        {failed}
      </p>
    </>
  );
}

function Roles({ people, busy, onEnter }: { people: readonly Asker[]; busy: boolean; onEnter: (login: string) => void }) {
  const { t } = useWords();
  return (
    <ul className="roles">
      {people.map((one) => (
        <li key={one.login} className={one.role === 'placement' ? 'half' : undefined}>
          <button type="button" disabled={busy} onClick={() => onEnter(one.login)}>
            <Icon name={icons[one.role]} large />
            <span>
              <b>{one.name}</b>
              {one.role !== 'placement' && <small>{t(`login.${one.role}`)}</small>}
            </span>
            <Icon name="arrow" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function TokenForm({ busy, open, onEnter }: { busy: boolean; open: boolean; onEnter: (token: string) => void }) {
  const { t } = useWords();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim();
    if (token) onEnter(token);
  };
  return (
    <details className="token" open={open}>
      <summary>{t('login.tokenLabel')}</summary>
      <form onSubmit={submit}>
        <label>
          <span className="sr">{t('login.tokenLabel')}</span>
          <span className="field">
            <input name="token" type="password" autoComplete="off" maxLength={500} />
          </span>
        </label>
        <button className="btn" type="submit" disabled={busy}>
          {t('login.tokenButton')}
        </button>
        <p className="mut sm">{t('login.tokenNote')}</p>
      </form>
    </details>
  );
}
