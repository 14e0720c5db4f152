// What can be done with a place for this case, each with its toast, its undo where there is one, and the clear word when somebody was first.
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act.ts';
import type { ApiProblem, BodyOf, ResponseOf } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { nearTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { toast } from '../../parts/toasts.tsx';

type Match = ResponseOf<'match'>;
type Verb = 'hold' | 'release' | 'offer' | 'accept' | 'decline' | 'moveIn';

export function useMatchActs(
  match: Match,
  placeName: (placeId: string | null) => string,
  onRefused: (problem: ApiProblem, placeId: string | null) => void,
) {
  const { t } = useWords();
  const client = useQueryClient();
  const acts = {
    hold: useAct('hold'),
    release: useAct('release'),
    offer: useAct('offer'),
    accept: useAct('accept'),
    decline: useAct('decline'),
    moveIn: useAct('moveIn'),
  };
  const { request } = match;
  const refresh = () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });

  async function run<V extends Verb>(verb: V, body: BodyOf<V>, revision = request.revision): Promise<Match['request'] | null> {
    const outcome = await acts[verb].run({ id: request.requestId, body: body as never, ifMatch: revision });
    if (outcome.kind === 'busy') return null;
    refresh();
    if (outcome.kind === 'done') return outcome.value.request;
    const placeId = (body as { placeId?: string }).placeId ?? null;
    if (verb === 'hold') onRefused(outcome.problem, placeId);
    else showRefusal(outcome.problem, t);
    return null;
  }

  return {
    busy: Object.values(acts).some((act) => act.busy),
    async hold(placeId: string, until: Date) {
      const held = await run('hold', { placeId, until: until.toISOString() });
      if (!held) return;
      const undo = async () => {
        if (await run('release', {}, held.revision)) toast(t('match.releasedDone'));
      };
      toast(t('match.heldDone', { place: placeName(placeId), at: nearTimeText(held.until ?? until, serverNow()) }), {
        undo: () => void undo(),
      });
    },
    async release() {
      if (await run('release', {})) toast(t('match.releasedDone'));
    },
    async offer() {
      if (await run('offer', {})) toast(t('match.offeredDone', { place: placeName(request.placeId) }));
    },
    async accept() {
      if (await run('accept', {})) toast(t('match.acceptedDone', { place: placeName(request.placeId) }));
    },
    async decline(reason: BodyOf<'decline'>['reason']) {
      if (await run('decline', { reason })) toast(t('match.declinedDone', { place: placeName(request.placeId) }));
    },
    async moveIn() {
      if (await run('moveIn', {})) toast(t('match.movedDone'));
    },
  };
}
export type MatchActs = ReturnType<typeof useMatchActs>;
