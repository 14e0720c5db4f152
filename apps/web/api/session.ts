// Who is asking. Every page below the frame may count on a session being there.
import { useQuery } from '@tanstack/react-query';
import type { Asker, SessionInfo } from '#contracts';
import { call } from './client.ts';
import { queryClient, sessionQuery } from './queries.ts';
import { tellTime } from './server-clock.ts';
import { goOn } from './session-gate.ts';

export const useSession = (): SessionInfo | undefined => useQuery(sessionQuery).data;

export function useAsker(): Asker {
  const asker = useSession()?.asker;
  if (!asker) throw new Error('a page that needs a log-in was shown without one');
  return asker;
}

export function useMunicipalityName(): (code: string | null) => string {
  const session = useSession();
  return (code) => session?.municipalities.find((one) => one.code === code)?.name ?? code ?? '';
}

export async function logIn(login: string, token?: string): Promise<void> {
  const session = await call('login', { body: token === undefined ? { login } : { login, token } });
  tellTime(session.now);
  const before = queryClient.getQueryData(sessionQuery.queryKey)?.asker?.login;
  queryClient.setQueryData(sessionQuery.queryKey, session);
  // Somebody else's lists must not be seen for a moment.
  const same = before === session.asker?.login;
  if (!same) queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  goOn(same);
}

/** Nobody is asking before what they saw is thrown away: else the page that is still there asks for it again, and is refused. */
export async function logOut(): Promise<void> {
  const seen = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== 'session' };
  await queryClient.cancelQueries(seen);
  await call('logout');
  queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, asker: null });
  queryClient.removeQueries(seen);
}

export const homeOf = (asker: Asker): '/ko' | '/platser' | '/larm' | '/drift' =>
  (({ coordinator: '/ko', placement: '/platser', manager: '/larm', operator: '/drift' }) as const)[asker.role];
