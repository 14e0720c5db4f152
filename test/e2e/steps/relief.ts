// What the keyboard has shown once is done again through the API until nobody waits, and the alert must then close by itself.
import type { AlertDetail, JourneyList, MatchResult, RequestView, UnitDetail } from '#contracts';
import { alertLine } from './manager.ts';
import { expect, STORY_ALERT, STORY_MUNICIPALITY, STORY_UNIT_ID, type Desk, type Stage } from './stage.ts';
import type { Operator } from '../operator.ts';

/** The alert must have been without ground for a minute before it closes; a slow machine is given twice that. */
const closesWithinMs = 150_000;
const lookAgainMs = 10_000;

export async function alertClosesByItself({ operator }: Stage, manager: Desk): Promise<string> {
  const { page, keys } = manager;
  const from = performance.now();
  const closed = page.getByRole('article').getByText('Löst', { exact: true }).first();
  let moved = 0;
  for (;;) {
    moved += await placesEverybody(operator);
    const seen = await closed.waitFor({ timeout: lookAgainMs }).then(
      () => true,
      () => false,
    );
    if (seen) break;
    expect(performance.now() - from < closesWithinMs, `the alert is still open ${closesWithinMs / 1000} s later`);
  }
  const after = Math.round((performance.now() - from) / 1000);
  await keys.activate(page.getByRole('link', { name: /^Öppna/ }));
  await alertLine(manager).waitFor({ state: 'detached' });
  await keys.activate(page.getByRole('link', { name: /^Lösta i dag/ }));
  await alertLine(manager).first().waitFor();
  return `${moved} more moved in; closed after ${after} s, now among the resolved`;
}

/** Answers how many moved in. */
async function placesEverybody(operator: Operator): Promise<number> {
  const { items } = await operator.get<JourneyList>(
    `journeys?state=waiting&municipality=${STORY_MUNICIPALITY}&target=short-term&sort=-waitHours&limit=100`,
  );
  let moved = 0;
  for (const { journeyId, request } of items) {
    if (request?.status !== 'open') continue;
    const option = await placeFor(operator, journeyId);
    if (!option) continue;
    let revision: number | null = request.revision;
    for (const [verb, body] of [
      ['hold', { placeId: option }],
      ['offer', {}],
      ['accept', {}],
      ['move-in', {}],
    ] as const) {
      const done: { request: RequestView | null } | null = await operator.post<{ request: RequestView | null }>(
        `requests/${request.requestId}/${verb}`,
        body,
        revision,
      );
      revision = done?.request?.revision ?? null;
      if (revision === null) break;
    }
    if (revision !== null) moved++;
  }
  return moved;
}

/** A free place that suits, after making room when there is none. */
async function placeFor(operator: Operator, journeyId: string): Promise<string | null> {
  const best = async () => {
    const { options } = await operator.get<MatchResult>(`journeys/${journeyId}/match`);
    return options.find((one) => one.hindrance === null && one.place.municipality === STORY_MUNICIPALITY)?.place.placeId ?? null;
  };
  const found = await best();
  if (found) return found;
  await makeRoom(operator);
  return best();
}

/** A closed place is opened; else somebody moves out: home, for whom that was the plan, or after a stay of respite. */
async function makeRoom(operator: Operator): Promise<void> {
  const { placeList } = await operator.get<UnitDetail>(`units/${STORY_UNIT_ID}`);
  const shut = placeList.find((one) => one.closure && one.status === 'free');
  if (shut) return void (await operator.post(`places/${shut.placeId}/reopen`, {}, shut.revision));
  const home = await operator.get<JourneyList>(`journeys?state=waiting&municipality=${STORY_MUNICIPALITY}&target=home-with-care&limit=200`);
  const leaving = new Set(home.items.map((one) => one.journeyId));
  const occupied = placeList.filter((one) => one.status === 'occupied');
  const place =
    occupied.find((one) => one.journeyId !== null && leaving.has(one.journeyId)) ?? occupied.find((one) => one.journeyId === null);
  expect(place !== undefined, `nobody can leave ${STORY_UNIT_ID}`);
  await operator.post(`places/${place.placeId}/vacate`, {}, place.revision);
}

export const storyAlert = async (operator: Operator): Promise<AlertDetail> => {
  const { items } = await operator.get<{ items: AlertDetail[] }>(`alerts?municipality=${STORY_MUNICIPALITY}&rule=short-term-shortage`);
  const found = items.find((one) => one.text.title === STORY_ALERT);
  expect(found !== undefined, `there is no open alert ${STORY_ALERT}`);
  return found;
};
