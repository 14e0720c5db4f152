// The session ended while somebody worked: the page stays, they log in over it, and what waited goes on.
import { useSession } from '../api/session.ts';
import { useWords } from '../i18n/use-words.ts';
import { Dialog } from '../parts/dialog.tsx';
import { LoginChoices } from './login-choices.tsx';

export function LoginAgain() {
  const { t } = useWords();
  const session = useSession();
  const last = session?.asker?.login;
  return (
    <Dialog title={t('login.endedTitle')} onClose={() => undefined} mustAnswer>
      <p className="mut">{t('login.endedText')}</p>
      {session && <LoginChoices session={session} first={last} onDone={() => undefined} />}
    </Dialog>
  );
}
