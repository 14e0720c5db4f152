// For those who see little: 200 and 400 per cent, 320 px, the system's own colours. Nothing is cut off, nothing stands over what is read.
import type { Page } from 'playwright-core';
import { graveOf, violations } from '../axe.ts';
import { namesAView, openQueue, saveButton } from './queue-desk.ts';
import { expect, STORY_UNIT_ID, type Stage } from './stage.ts';

/** A screen of 1280 by 1024 at 200 and at 400 per cent, and the narrowest telephone. */
const sizes = [
  { name: '200 %', width: 640, height: 512 },
  { name: '400 %', width: 320, height: 256 },
  { name: '320 px', width: 320, height: 640 },
] as const;

const sideways = async (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** How much of the height is covered by what does not scroll away. */
const covered = async (page: Page): Promise<number> =>
  page.evaluate<number>(
    `[...document.querySelectorAll('body *')]
      .filter((e) => ['fixed', 'sticky'].includes(getComputedStyle(e).position) && e.getBoundingClientRect().width > innerWidth / 2)
      .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0) / innerHeight`,
  );

export async function isReadableMagnified(stage: Stage): Promise<string> {
  const grave: string[] = [];
  for (const { name, width, height } of sizes) {
    const { page, leave } = await stage.visit('samordnare', { viewport: { width, height } });
    for (const path of [
      '/ko?state=waiting',
      '/ko?group=municipality',
      `/platser?kind=short-term&unit=${STORY_UNIT_ID}`,
      '/larm',
      '/tillganglighet',
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.getByText('Hämtar…').first().waitFor({ state: 'detached' });
      const over = await sideways(page);
      expect(over <= 0, `${path} at ${name} scrolls ${over} px sideways`);
      const share = await covered(page);
      expect(share <= 0.35, `${Math.round(share * 100)} % of ${path} at ${name} is covered`);
    }
    await openQueue(page);
    grave.push(...graveOf(await violations(page)).map((one) => `${name}: ${one}`));
    // A dialog longer than the screen: its last button can be reached.
    await namesAView(page, 'Åldersgerontologisk äldrepsykiatrimottagning');
    await saveButton(page).scrollIntoViewIfNeeded();
    const box = await saveButton(page).boundingBox();
    expect(box !== null && box.y >= 0 && box.y + box.height <= height, `the dialog's button is out of reach at ${name}`);
    if (width === 320) await wouldBeSeen(page);
    await leave();
  }
  expect(grave.length === 0, `axe:\n  ${grave.join('\n  ')}`);
  return `${sizes.map((one) => one.name).join(', ')}: nothing sideways, nothing covered, dialogs within reach, axe clean`;
}

/** The twin: something too wide, or standing still over half the page, is found. */
async function wouldBeSeen(page: Page): Promise<void> {
  await page.locator('#main').evaluate((main) => (main.style.minWidth = '500px'));
  expect((await sideways(page)) > 0, 'a page that is too wide is not found');
  await page.locator('.top').evaluate((bar) => Object.assign(bar.style, { position: 'sticky', height: '60vh' }));
  expect((await covered(page)) > 0.35, 'a bar over half the page is not found');
}

export async function showsWhatIsChosenInForcedColours(stage: Stage): Promise<string> {
  const grave: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, leave } = await stage.visit('samordnare', { forcedColors: 'active', colorScheme });
    await openQueue(page, '?badge=within');
    const border = (of: string) =>
      page
        .locator(of)
        .first()
        .evaluate((e) => e.ownerDocument.defaultView!.getComputedStyle(e).borderBottomColor);
    const colours = async (group: string) => [await border(`${group} a[aria-current]`), await border(`${group} a:not([aria-current])`)];
    for (const group of ['.top nav', '.tabs']) {
      const [chosen, other] = await colours(group);
      expect(chosen !== other, `in ${group} what is chosen looks like the rest: ${chosen}`);
    }
    const chip = (pressed: boolean) =>
      page
        .locator(`.chip[aria-pressed=${pressed}]`)
        .first()
        .evaluate((e) => e.ownerDocument.defaultView!.getComputedStyle(e).outlineStyle);
    expect((await chip(true)) !== (await chip(false)), 'a chosen filter looks like the rest');
    // Contrast is the system's here: axe reads the colours that the page asked for.
    grave.push(...graveOf(await violations(page, 'color-contrast')).map((one) => `${colorScheme}: ${one}`));
    await leave();
  }
  expect(grave.length === 0, `axe:\n  ${grave.join('\n  ')}`);
  return 'page, tab and filter that are chosen differ from the rest, in light and dark; axe clean';
}
