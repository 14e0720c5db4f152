// The same thing twice: a double click, the back button, two tabs, a reload in the middle. One effect, and a clear word to whoever came second.
import type { AlertItem, JourneyList, MatchResult } from '#contracts';
import type { Page, Route } from 'playwright-core';
import { isSavedTimes, namesAView, openQueue, rows, saveButton, savedToast, viewName } from './queue-desk.ts';
import { expect, STORY_ALERT, STORY_MUNICIPALITY, type Stage } from './stage.ts';

export async function pressesTwiceForOneEffect(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('placering-1380');
  await openQueue(page, '?sort=caseRef');
  await namesAView(page, 'Dubbelt');
  await saveButton(page).dblclick();
  await savedToast(page, 'Dubbelt').first().waitFor();
  await isSavedTimes(page, 'Dubbelt', 1);
  await rows(page).first().locator('a.id').click();
  await page.waitForURL(/\/arende\//);
  await page.goBack();
  await page.waitForURL((url) => url.searchParams.get('sort') === 'caseRef');
  await rows(page).first().waitFor();
  await leave();
  return 'one view; the back button leads to the queue as it was sorted';
}

/** Somebody has the case in two tabs and reserves a place in both at once. */
export async function reservesInTwoTabs(stage: Stage): Promise<string> {
  const { journeyId, municipality } = await someoneWithAPlace(stage);
  const { page: first, leave } = await stage.visit(`placering-${municipality}`);
  const second = await first.context().newPage();
  const held: Route[] = [];
  let both = (): void => undefined;
  const bothPressed = new Promise<void>((resolve) => (both = resolve));
  await first.context().route('**/api/v1/requests/*/hold', (route) => void (held.push(route) === 2 && both()));
  for (const tab of [first, second]) {
    await tab.goto(`/matcha/${journeyId}`);
    await tab
      .getByRole('button', { name: /^Reservera/, disabled: false })
      .first()
      .click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Reservera' }).click();
  }
  await bothPressed;
  await Promise.all(held.map((route) => route.continue()));
  const done = (tab: Page) => tab.getByText(/är reserverad till/).first();
  const late = (tab: Page) => tab.getByRole('dialog', { name: 'Någon annan hann före' });
  await Promise.race([first, second].map((tab) => done(tab).waitFor()));
  await Promise.race([first, second].map((tab) => late(tab).waitFor()));
  const [reserved, refused] = await Promise.all(
    [done, late].map(async (shown) => (await shown(first).count()) + (await shown(second).count())),
  );
  expect(reserved === 1 && refused === 1, `reserved in ${reserved} tabs, refused in ${refused}`);
  const { request } = await stage.operator.get<MatchResult>(`journeys/${journeyId}/match`);
  expect(request.status === 'held', `the request is ${request.status}`);
  await stage.operator.post(`requests/${request.requestId}/release`, {}, request.revision);
  await leave(/40[99]|412/);
  return 'one reserved, the other told that somebody was first';
}

async function someoneWithAPlace({ operator }: Stage): Promise<{ journeyId: string; municipality: string }> {
  const { items } = await operator.get<JourneyList>('journeys?state=waiting&sort=-waitHours&limit=200');
  for (const { journeyId, municipality, request } of items) {
    if (request?.status !== 'open' || municipality === null || municipality === STORY_MUNICIPALITY) continue;
    const { options } = await operator.get<MatchResult>(`journeys/${journeyId}/match`);
    if (options.some((one) => one.hindrance === null)) return { journeyId, municipality };
  }
  throw new Error('there is a place for nobody');
}

export async function reloadsInTheMiddle(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('placering-1381');
  await openQueue(page, '?sort=-caseRef');
  await namesAView(page, 'Mitt i');
  const asked: string[] = [];
  let stay = true;
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void (stay ? dialog.dismiss() : dialog.accept());
  });
  // Typed and not sent: the browser asks first, and whoever stays has the text.
  const reload = () => page.evaluate('setTimeout(() => location.reload())');
  const question = page.waitForEvent('dialog');
  await reload();
  await question;
  expect((await viewName(page).inputValue()) === 'Mitt i', 'what was typed is gone');
  // Sent and saved, but the answer is not heard.
  let reached = (): void => undefined;
  const saved = new Promise<void>((resolve) => (reached = resolve));
  await page.route('**/api/v1/views/*', async (route) => {
    await route.fetch();
    reached();
  });
  await saveButton(page).click();
  await saved;
  stay = false;
  await reload();
  await page.getByRole('link', { name: 'Mitt i' }).waitFor();
  expect(asked.join() === 'beforeunload,beforeunload', `the browser asked: ${asked.join()}`);
  await isSavedTimes(page, 'Mitt i', 1);
  // The twin: with nothing typed and nothing on its way nobody is asked.
  await page.reload();
  await rows(page).first().waitFor();
  expect(asked.length === 2, 'the browser asks although nothing would be lost');
  await leave();
  return 'asked before what is typed is lost; saved once';
}

/** An alert that changes while somebody presses: what moves by itself is no hindrance, what another person does is. */
export async function actsOnAnAlertThatMoves(stage: Stage): Promise<string> {
  const { operator } = stage;
  const { items } = await operator.get<{ items: AlertItem[] }>('alerts?state=open&limit=200');
  const alert = items.find((one) => one.text.title !== STORY_ALERT && one.state === 'new' && one.audience.includes('manager'));
  expect(alert !== undefined, 'the manager has no other alert');
  const path = `alerts/${alert.alertId}`;
  const { page, leave } = await stage.visit('chef');
  await page.goto(`/${path.replace('alerts', 'larm')}`);
  const press = async (meanwhile: () => Promise<unknown>) => {
    await page.route('**/acknowledge', async (route) => void (await meanwhile(), await route.continue()), { times: 1 });
    await page.getByRole('button', { name: /^Kvittera/ }).click();
  };
  await press(() => operator.post(`${path}/note`, { text: 'Läst på morgonmötet' }));
  await page.getByText('Larmet är kvitterat').waitFor();
  await page.getByRole('button', { name: 'Ångra kvittering' }).click();
  await page.getByText('Kvitteringen är ångrad').waitFor();
  await press(async () => {
    const { revision } = await operator.get<AlertItem>(path);
    expect((await operator.post(`${path}/acknowledge`, {}, revision)) !== null, 'the operator could not be first');
  });
  await page.getByRole('dialog', { name: 'Någon annan hann före' }).waitFor();
  await leave(/412/);
  return 'what was noted meanwhile hinders nobody; whoever else took it on does';
}
