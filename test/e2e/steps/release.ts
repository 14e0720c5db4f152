// A tab from before a release: it says so, leaves what is typed alone, and never ends in a blank page.
import type { Page } from 'playwright-core';
import { namesAView, notice, openQueue, viewName } from './queue-desk.ts';
import { expect, type Stage } from './stage.ts';

const title = 'Det finns en ny version av Sluss';

/** As the server would have sent it before the release: the page names another build. */
const isOfOldRelease = (page: Page) =>
  page.route('**/ko', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/(name="build" content=")[\w-]+/, '$1before') });
  });

export async function offersToReloadAfterARelease(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await isOfOldRelease(page);
  await openQueue(page);
  await notice(page, title).waitFor();
  await namesAView(page, 'Halvskriv');
  await page.evaluate('window.same = true');
  await page.keyboard.type('et');
  expect((await viewName(page).inputValue()) === 'Halvskrivet', 'what was typed is gone');
  expect((await page.evaluate('window.same')) === true, 'the page was loaded anew by itself');
  await page.keyboard.press('Escape');

  // The old page's files are gone from the server, as any name it does not know.
  const gone = await page.context().request.get('/assets/page-before.js');
  expect(gone.status() === 404, `a file of no release is answered ${gone.status()}`);
  await page.route('**/assets/**', (route) => route.fulfill({ status: 404, body: '' }));
  const menu = page.getByRole('navigation', { name: 'Huvudmeny' });
  await menu.getByRole('link', { name: 'Platser' }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  expect(await menu.isVisible(), 'the menu is gone');
  await page.unroute('**/assets/**');
  await page.locator('#main').getByRole('button', { name: 'Ladda om' }).click();
  await page.getByRole('heading', { level: 1, name: 'Platser och beläggning' }).waitFor();
  await page.getByRole('table').first().waitFor();
  // The twin: the page of the present release says nothing.
  expect((await notice(page, title).count()) === 0, 'the new page calls itself old');
  await leave(/404|PageDidNotCome|PlacesPage|Failed to load/);
  return 'said over what is being typed; a page whose file is gone says so and reloads into it';
}

export async function isNeverBlank(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.goto('/ko');
  await page.getByText('Sluss kunde inte hämtas helt.').waitFor();
  await page.unroute('**/assets/*.js');
  await page.getByRole('button', { name: 'Ladda om' }).click();
  await page.locator('.ko tbody tr[data-id]').first().waitFor();
  await leave(/ERR_FAILED/);
  return 'a page that comes without its files says so, and reloads';
}
