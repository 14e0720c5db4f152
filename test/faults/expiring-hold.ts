// A hold, or an offer, whose time runs out while somebody confirms it: the confirmation and the sweep come in every order and at once. Either it
// stands or it has lapsed, and everybody says the same.
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '#simulator';
import { until } from '../child.ts';
import type { Request } from './hospital-load.ts';
import type { Rig } from './rig.ts';

/** So long after it was made it ends; confirmations come up to a sweep's interval later. */
const ENDS_AFTER_MS = 1500;
const AROUND_MS = 600;
const AT_ONCE = 12;
const SETTLES_WITHIN_MS = 60_000;

interface Confirmation {
  readonly requestId: string;
  /** Null when it was refused; undefined when no answer came. */
  readonly confirmed: Request | null | undefined;
}

export async function confirmedAsItEnds(rig: Rig, random: Random): Promise<string> {
  const [step, confirm, event] = random.pick([
    ['hold', 'offer', 'PlaceOffered'],
    ['offer', 'accept', 'OfferAccepted'],
  ] as const);
  const open = await rig.openRequests();
  const places = await rig.database.query<{ place_id: string }>(
    `select place_id from placement.place where view->>'municipality' = '1382' and view->>'kind' = 'short-term' and view->>'status' = 'free' limit ${AT_ONCE}`,
  );
  const raced = await Promise.all(
    places.slice(0, open.length).map(async ({ place_id }, i): Promise<Confirmation | null> => {
      const alignment = random.between(-AROUND_MS, AROUND_MS);
      const end = new Date(rig.machines.placement.now() + ENDS_AFTER_MS);
      const body = { placeId: place_id, [step === 'hold' ? 'until' : 'answerBy']: end.toISOString() };
      const asked = performance.now();
      const taken = await acted(rig, open[i]!, step, body);
      if (!taken) return null;
      const onItsWay = (performance.now() - asked) / 2;
      await after(Math.max(0, end.getTime() - rig.machines.placement.now() - onItsWay + alignment));
      return { requestId: taken.requestId, confirmed: await acted(rig, taken, confirm, {}) };
    }),
  );
  const confirmations = raced.filter((each) => each !== null);
  for (const { requestId, confirmed } of confirmations) await agrees(rig, requestId, confirmed, event);
  for (const { confirmed } of confirmations) if (confirmed) await acted(rig, confirmed, 'release', {});
  return `${confirmations.length} times ${confirm}, ${confirmations.filter(({ confirmed }) => confirmed).length} in time`;
}

/** The request as it then is; null when refused, undefined when nobody answered. */
async function acted(rig: Rig, { requestId, revision }: Request, act: string, body: unknown): Promise<Request | null | undefined> {
  try {
    return (await rig.load.ask('POST', `requests/${requestId}/${act}`, body, revision)).request;
  } catch (error) {
    return /: 4\d\d$/.test((error as Error).message) ? null : undefined;
  }
}

/** What was confirmed has happened, what was refused has lapsed as soon as the sweep has come by; and the place says what the request says. */
async function agrees(rig: Rig, requestId: string, confirmed: Request | null | undefined, event: string): Promise<void> {
  if (confirmed === undefined) return;
  await until(
    async () => {
      await rig.revive();
      const [row] = await rig.database.query<{ lapsed: boolean; agree: boolean; told: boolean }>(
        `select r.status in ('held', 'offered') and r.until <= $2 as lapsed,
           (case when r.status in ('held', 'offered', 'accepted') then r.status end) is not distinct from p.view->>'status' as agree,
           exists (select from placement.event e where e.type = $3 and e.event->'data'->'request'->>'requestId' = $1
             and (e.event->'data'->'request'->>'revision')::int = $4) as told
         from placement.request r left join placement.place p on p.view->>'requestId' = r.request_id and p.view->>'status' <> 'occupied'
         where r.request_id = $1`,
        [requestId, new Date(rig.machines.placement.now()).toISOString(), event, confirmed?.revision ?? 0],
      );
      return row!.agree && (confirmed === null ? !row!.lapsed : row!.told);
    },
    `request ${requestId}, ${confirmed ? 'confirmed' : 'refused'}, to say so, and its place with it`,
    SETTLES_WITHIN_MS,
  );
}
