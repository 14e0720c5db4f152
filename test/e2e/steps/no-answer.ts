// No line, errors, and answers that take for ever: said as it is, nothing called saved that is not, nothing typed lost.
import type { Page } from 'playwright-core';
import { isSavedTimes, namesAView, notice, openQueue, rows, saveButton, savedToast, viewName } from './queue-desk.ts';
import { expect, type Stage } from './stage.ts';

const views = '**/api/v1/views/*';

async function isNotCalledSaved(page: Page, name: string): Promise<void> {
  expect((await page.getByText('är sparad').count()) === 0, 'it is said to be saved');
  expect((await viewName(page).inputValue()) === name, 'what was typed is gone');
  await isSavedTimes(page, name, 0);
}

export async function saysThatTheLineIsCut(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await openQueue(page, '?badge=within&sort=caseRef');
  const cut = notice(page, 'Ingen kontakt med servern.');
  expect((await cut.count()) === 0, 'the line is said to be cut when it is not');
  await namesAView(page, 'Utan nät');
  await page.context().setOffline(true);
  await saveButton(page).click();
  await page.getByRole('dialog').getByText('Ingen kontakt med servern. Inget är sparat.').waitFor();
  await cut.waitFor();
  await page.context().setOffline(false);
  await isNotCalledSaved(page, 'Utan nät');
  await cut.waitFor({ state: 'detached' });
  await saveButton(page).click();
  await savedToast(page, 'Utan nät').waitFor();
  await isSavedTimes(page, 'Utan nät', 1);
  await leave(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/);
  return 'said in the dialog and over the page, gone by itself when the line is back; then saved once';
}

export async function saysThatTheServerFails(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await openQueue(page, '?badge=within&sort=-caseRef');
  await namesAView(page, 'Serverfel');
  const failing = { status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' };
  await page.route(views, (route) => route.fulfill(failing));
  await saveButton(page).click();
  await page.getByRole('dialog').getByText('Något gick fel på servern').waitFor();
  await isNotCalledSaved(page, 'Serverfel');
  await page.unroute(views);
  await saveButton(page).click();
  await savedToast(page, 'Serverfel').waitFor();
  await isSavedTimes(page, 'Serverfel', 1);

  // What is on the screen cannot be brought up to date: it stays, and is said to be old.
  const old = notice(page, 'Servern svarar med fel.');
  expect((await old.count()) === 0, 'the page calls itself old when it is not');
  await page.route('**/api/v1/gates*', (route) => route.fulfill(failing));
  for (const language of ['engelska', 'Swedish']) await page.getByRole('button', { name: new RegExp(`${language}$`) }).click();
  await old.waitFor();
  expect(await page.locator('.gm').isVisible(), 'what was known is gone');
  await page.unroute('**/api/v1/gates*');
  await page.locator('.notice').getByRole('button', { name: 'Försök igen' }).click();
  await old.waitFor({ state: 'detached' });
  await leave(/500/);
  return 'said in the dialog, then saved once; figures that could not be renewed are called old until they are';
}

export async function waitsForASlowServer(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await openQueue(page, '?badge=within&sort=unit');
  await namesAView(page, 'Långsamt');
  let unheard = 0;
  await page.route(views, async (route) => {
    // Done by the server, but the answer never comes.
    await route.fetch();
    unheard++;
  });
  await saveButton(page).click();
  expect(await saveButton(page).isDisabled(), 'it can be sent again while it is on its way');
  await page.getByRole('dialog').getByText('Det är inte säkert att något sparades').waitFor();
  expect(unheard === 1, `sent ${unheard} times`);
  expect((await page.getByText('är sparad').count()) === 0, 'it is said to be saved');
  await page.unroute(views);
  await saveButton(page).click();
  await savedToast(page, 'Långsamt').waitFor();
  await isSavedTimes(page, 'Långsamt', 1);
  await leave(/ERR_ABORTED|ERR_FAILED/);
  return 'after ten seconds it is said to be uncertain; sent again it is one view';
}

/** A telephone on a bad line: 400 kbit/s, four tenths of a second each way. */
export async function worksOnAThinLine(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare', { viewport: { width: 390, height: 844 } });
  const line = await page.context().newCDPSession(page);
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  const from = performance.now();
  const waited = page.getByText('Hämtar…').first().waitFor();
  await page.goto('/ko', { waitUntil: 'commit' });
  await waited;
  await rows(page).first().waitFor();
  const took = performance.now() - from;
  await page.getByRole('link', { name: 'Larm' }).first().click();
  await page.getByRole('heading', { name: 'Larm' }).first().waitFor();
  await leave();
  return `the queue after ${(took / 1000).toFixed(1)} s, with a word while it is fetched`;
}
