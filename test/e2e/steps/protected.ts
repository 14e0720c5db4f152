// Protected identity, told by the hospital in its HL7: masked on the screen, on paper and in files, and what leaves the screen is logged and marked.
// Beside the hidden person stands one who is not hidden, who must be seen in every place where the other must not.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { admits } from '../hospital.ts';
import { openQueue, rows } from './queue-desk.ts';
import { expect, type Stage } from './stage.ts';

type AccessLog = { items: { action: string; who: string }[] };
const mask = 'Skyddade personuppgifter';
const hiddenName = 'Hemligdotter';
/** A name that a spreadsheet would run. */
const openName = '=1+1 Öppensson';

export async function masksAProtectedPerson(stage: Stage): Promise<string> {
  const { operator, product } = stage;
  const hidden = await admits(product.mllpPort, operator, {
    family: hiddenName,
    given: 'Undine',
    ward: 'AVD12',
    protectedIdentity: true,
  });
  const open = await admits(product.mllpPort, operator, { family: openName, given: 'Rut', ward: 'AVD12' });
  expect(hidden.protectedIdentity && !open.protectedIdentity, 'the hospital told who is protected, and it is not so');
  const { page, leave } = await stage.visit('samordnare', { acceptDownloads: true });
  const heard: string[] = [];
  page.on('response', async (answer) => {
    if (answer.url().includes('/api/v1/journeys')) heard.push(await answer.text().catch(() => ''));
  });
  await openQueue(page, '?sort=-readySince&state=waiting');
  const row = (id: string) => page.locator(`.ko tbody tr[data-id="${id}"]`);
  await row(hidden.journeyId).getByText(mask).waitFor();
  await row(open.journeyId).getByText(`${openName}, Rut`).waitFor();
  const paper = await marksThePaper(page);
  const file = await takesTheFile(page);
  await isInTheLog(stage, [hidden.journeyId, open.journeyId], ['export', 'print']);
  expect(file.includes(mask) && file.includes(`'${openName}, Rut`), 'the file does not hold the one masked and the other as text');
  await page.goto(`/arende/${hidden.journeyId}`);
  await page.getByText(mask).first().waitFor();
  expect(!(await page.getByRole('button', { name: 'Visa personnummer' }).isVisible()), 'the number can be asked for');
  // Searched for by name, as somebody would who knows whom to look for.
  await page.goto(`/ko?state=all&q=${hiddenName}`);
  await page.getByText('0 av 0', { exact: true }).waitFor();
  expect((await rows(page).count()) === 0, 'a protected person is found by name');
  await openQueue(page, `?state=all&q=${encodeURIComponent('Öppensson')}`);
  const everything = [...heard, paper, file, await page.content()].join('\n');
  const told = /Hemlig|Undine/.exec(everything);
  expect(told === null, `something of the protected person is told: ${everything.slice(told?.index, (told?.index ?? 0) + 80)}`);
  expect(everything.includes('Öppensson'), 'nobody is told of at all');
  await leave();
  return `masked on screen, on paper and in the file, found by no name; logged as export and print; "${paper.split('\n')[0]}"`;
}

/** The browser's printing is asked for by key; what it would have printed is what the page shows to paper. */
async function marksThePaper(page: Page): Promise<string> {
  await page.evaluate("window.print = () => document.body.setAttribute('data-printed', document.documentElement.dataset.print)");
  await page.emulateMedia({ media: 'print' });
  // The browser's own menu does not wait for the log: it gets a page without persons.
  expect(!(await page.locator('#main').isVisible()), 'paper without a log shows the queue');
  expect(await page.locator('.print-refused').isVisible(), 'paper without a log does not say why it is empty');
  await page.keyboard.press('Control+p');
  await page.locator('body[data-printed=all]').waitFor({ state: 'attached' });
  const mark = (await page.locator('.print-mark').textContent()) ?? '';
  expect(/^Utskrivet \d{4}-\d\d-\d\d \d\d:\d\d av Samordnare, Region Halland/.test(mark), `the paper is marked "${mark}"`);
  await page.evaluate("document.documentElement.dataset.print = 'all'");
  expect(await page.locator('.print-mark').isVisible(), 'the mark is not on the paper');
  const paper = `${mark}\n${await page.locator('#main').innerText()}`;
  expect(paper.includes(mask) && paper.includes('Öppensson'), 'the paper does not show the queue');
  await page.evaluate('delete document.documentElement.dataset.print');
  await page.emulateMedia({ media: null });
  return paper;
}

async function takesTheFile(page: Page): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exportera' }).click();
  return readFileSync(await (await coming).path(), 'utf8');
}

async function isInTheLog({ operator }: Stage, ids: readonly string[], actions: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { items } = await operator.get<AccessLog>(`journeys/${id}/access-log`);
    for (const action of actions)
      expect(
        items.some((line) => line.action === action && line.who === 'samordnare'),
        `no ${action} in the access log`,
      );
  }
}
