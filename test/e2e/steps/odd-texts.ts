// Texts that are no names: scripts, formulas, a megabyte, letters that turn the line around. Shown as text, or refused kindly.
import { readFileSync } from 'node:fs';
import type { AlertItem } from '#contracts';
import type { Page } from 'playwright-core';
import { Faults, openWindow } from '../browser.ts';
import { admits } from '../hospital.ts';
import { isSavedTimes, namesAView, openQueue, rows, saveButton, viewName } from './queue-desk.ts';
import { expect, STORY_ALERT, type Stage } from './stage.ts';

const image = '<img src=x onerror="window.hit=1">';
const script = '<script>window.hit=1</script>';

const nothingRan = async (page: Page) =>
  expect((await page.evaluate('window.hit')) === undefined, `a script was run on ${new URL(page.url()).pathname}`);

export async function showsScriptsAsText(stage: Stage): Promise<string> {
  const odd = await admits(stage.product.mllpPort, stage.operator, {
    family: image,
    given: script,
    ward: image,
    note: script,
  });
  const { page, leave } = await stage.visit('samordnare', { acceptDownloads: true });
  await openQueue(page, `?q=${odd.caseRef}`);
  await rows(page).first().getByText(`${image}, ${script}`).waitFor();
  await showsItInTheFile(page);
  await namesAView(page, script);
  await saveButton(page).click();
  await page.getByRole('link', { name: script }).waitFor();
  await isSavedTimes(page, script, 1);
  await nothingRan(page);
  await page.goto(`/arende/${odd.journeyId}`);
  await page.getByText(`${image}, ${script}`).first().waitFor();
  await nothingRan(page);
  await writesANote(stage, page, `${image} ${script}`);
  await leave();
  await showsItToTheOperator(stage);
  await wouldHaveBeenSeen(stage);
  return 'from a hospital as name, ward and note, in the file, as view and as comment; none was run';
}

async function showsItInTheFile(page: Page): Promise<void> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exportera' }).click();
  const file = readFileSync(await (await coming).path(), 'utf8');
  expect(file.includes(`"${image.replaceAll('"', '""')}, ${script}"`), `the file does not hold the name as it is: ${file.slice(0, 800)}`);
}

/** As a comment on an alert that no other step minds. */
async function writesANote({ operator }: Stage, page: Page, text: string): Promise<void> {
  const { items } = await operator.get<{ items: AlertItem[] }>('alerts?state=open&limit=200');
  const alert = items.find((one) => one.text.title !== STORY_ALERT && one.audience.includes('coordinator'));
  expect(alert !== undefined, 'the coordinator has no other alert');
  await page.goto(`/larm/${alert.alertId}`);
  await page.getByRole('button', { name: 'Anteckna' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(text);
  await saveButton(page).click();
  await page.locator('.said').getByText(text, { exact: true }).waitFor();
  await nothingRan(page);
}

/** The ward is in no mapping: it stands among the codes that somebody must look at. */
async function showsItToTheOperator(stage: Stage): Promise<void> {
  const { page } = await stage.sitDown();
  const answer = await page.request.post('/api/v1/session', { data: { login: 'operator', token: stage.operator.token } });
  expect(answer.ok(), `the operator cannot log in: ${answer.status()}`);
  await page.goto('/drift');
  await page.getByRole('table', { name: 'Okända avdelningar' }).getByText(image).waitFor();
  await nothingRan(page);
  await page.context().close();
}

/** The twin: the same text as markup is refused by the page's policy, and the refusal is heard of. */
async function wouldHaveBeenSeen({ browser, product }: Stage): Promise<void> {
  const own = new Faults();
  const { page, context } = await openWindow(browser, product.url, own);
  await page.goto('/logga-in');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const refused = page.waitForEvent('console', (message) => /Content Security Policy/.test(message.text()));
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(image)})`);
  await refused;
  await page.evaluate('0');
  await context.close();
  expect(own.refusals.length > 0, 'markup put into a page on purpose was not reported');
}

export async function takesOnlyWhatFits(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('placering-1380', { permissions: ['clipboard-read', 'clipboard-write'] });
  await openQueue(page);
  const search = page.getByRole('searchbox');
  const held: string[] = [];
  for (const [pasted, kept] of [
    ['x'.repeat(1_000_000), 'x'.repeat(100)],
    ['a\u0000b\u202ec\u200fd', 'a b c d'],
    ['👵🏽 Åsa', '👵🏽 Åsa'],
  ] as const) {
    await search.fill(pasted);
    await page.waitForURL((url) => url.searchParams.get('q') === kept);
    held.push(await search.inputValue());
    expect(held.at(-1) === kept, `the search box holds "${held.at(-1)?.slice(0, 120)}"`);
  }
  await search.fill('');
  await page.evaluate("navigator.clipboard.writeText('y'.repeat(1_000_000))");
  await namesAView(page, '');
  await viewName(page).focus();
  await page.keyboard.press('Control+V');
  await page.getByRole('dialog').getByText('Bara de första 60 tecknen fick plats').waitFor();
  expect((await viewName(page).inputValue()) === 'y'.repeat(60), 'the name does not hold what found room');
  // The twin: what finds room is taken without a word.
  await page.getByRole('dialog').locator('.toast').getByRole('button').click();
  await viewName(page).fill('');
  await page.evaluate("navigator.clipboard.writeText('Kort')");
  await page.keyboard.press('Control+V');
  expect((await viewName(page).inputValue()) === 'Kort', 'a short text was not pasted');
  expect((await page.getByText('fick plats').count()) === 0, 'a short text is said to be too long');
  await leave();
  return 'a megabyte is cut and said to be; NUL and turned letters go, emoji stay';
}
