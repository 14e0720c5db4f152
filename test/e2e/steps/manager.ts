// The manager: which gate is shut, since when, who is held up, what would clear it; and the alert is taken on, and given back.
import { expect, numberIn, showsNoIdentityNumber, STORY_ALERT, type Desk, type Stage } from './stage.ts';
import { logIn } from './session.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export const alertLine = ({ page }: Desk) => page.getByRole('link', { name: STORY_ALERT });
export const alertCount = ({ page }: Desk) => page.locator('article .strip dd.big');

export async function seesTheFirstAlert(stage: Stage, desk: Desk): Promise<string> {
  await logIn(desk, 'Chef');
  await alertLine(desk).waitFor({ timeout: 60_000 });
  const { startedAt, readyAt } = stage.product;
  const seen = performance.now();
  expect(seen - readyAt < 60_000, `the alert was first seen ${seconds(seen - readyAt)} after ready`);
  return `the alert is on screen ${seconds(seen - readyAt)} after ready, ${seconds(seen - startedAt)} after the start`;
}

export async function understandsTheAlert(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await keys.activate(alertLine(desk));
  await page.getByRole('heading', { level: 2, name: STORY_ALERT }).waitFor();
  const count = numberIn(await alertCount(desk).innerText());
  expect(count > 0, 'the alert counts nobody');
  await page.getByRole('heading', { name: 'Kedjan till den styrande porten' }).waitFor();
  await page.locator('article .flight').getByText('Styrande.').first().waitFor();
  const clears = page.getByRole('table', { name: 'Vad skulle lösa det?' }).locator('tbody tr');
  await clears.first().waitFor();
  const first = await clears.first().getByRole('rowheader').innerText();
  await page.getByRole('heading', { name: 'Nästa steg' }).waitFor();
  await showsNoIdentityNumber(page);
  return `${count} wait; would clear it: ${first.split('\n')[0]}`;
}

export async function takesItOnAndGivesItBack(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await keys.press('e');
  await page.getByRole('status').getByText('Larmet är kvitterat').waitFor();
  await keys.activate(page.getByRole('button', { name: 'Ångra kvittering' }));
  await page.getByRole('status').getByText('Kvitteringen är ångrad').waitFor();
  await page.getByRole('button', { name: /^Kvittera/ }).waitFor();
  return 'e acknowledges, undone';
}
