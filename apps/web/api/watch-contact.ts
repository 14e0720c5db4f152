// While the server is not heard it is asked now and then whether it is there: so a lost line, a session that has ended and a new release are told from
// each other, and the screen comes back by itself.
import { call } from './client.ts';
import { contact } from './contact.ts';
import { queryClient, sessionQuery } from './queries.ts';
import { goOn, sessionEnded } from './session-gate.ts';

const askAgainMs = 4_000;

export function watchContact(): () => void {
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const { stream, answered } = contact.get();
    if (asking || timer !== undefined || (answered && stream !== 'lost')) return;
    asking = true;
    void ask().finally(() => {
      asking = false;
      timer = setTimeout(() => {
        timer = undefined;
        look();
      }, askAgainMs);
    });
  };
  const stop = contact.subscribe(look);
  look();
  return () => {
    stop();
    clearTimeout(timer);
    timer = undefined;
    asking = true;
  };
}

/** What was asked for in vain is asked for again as soon as there is an answer. */
async function ask(): Promise<void> {
  const silent = !contact.get().answered;
  const session = await call('session').catch(() => null);
  if (!session) return;
  const known = queryClient.getQueryData(sessionQuery.queryKey)?.asker;
  // The session may have ended, or have been renewed in another tab.
  if (known && !session.asker) sessionEnded.set(true);
  else if (known && sessionEnded.get() && session.asker?.login === known.login) goOn(true);
  if (silent) void queryClient.refetchQueries({ type: 'active', predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}
