// Every page in both themes and both widths: axe finds nothing serious, nothing scrolls sideways, no identity number; and its picture is taken.
import { join } from 'node:path';
import type { JourneyList, SessionInfo } from '#contracts';
import type { Page } from 'playwright-core';
import { graveOf, violations } from '../axe.ts';
import { storyAlert } from './relief.ts';
import { expect, showsNoIdentityNumber, STORY_MUNICIPALITY, STORY_UNIT_ID, type Stage } from './stage.ts';

const wide = { width: 1440, height: 1000 };
const phone = { width: 390, height: 844 };
const themes = ['light', 'dark'] as const;

/** In Swedish letters as the addresses are. Who: the name of a login, or none. */
interface Sight {
  readonly name: string;
  readonly path: string;
  readonly who: string | null;
}

export async function looksAtEveryPage(stage: Stage): Promise<string> {
  const sights = await allSights(stage);
  const pages = new Map<string | null, Page>();
  const grave: string[] = [];
  let minor = 0;
  for (const sight of sights) {
    const page = pages.get(sight.who) ?? (await windowOf(stage, sight.who));
    pages.set(sight.who, page);
    await page.setViewportSize(wide);
    await page.goto(sight.path);
    for (const size of [wide, phone]) {
      for (const theme of themes) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: theme });
        await isComplete(page, sight);
        if (stage.screenshots)
          await page.screenshot({
            path: join(stage.screenshots, `${sight.name}-${size.width}-${theme}.png`),
            animations: 'disabled',
            caret: 'hide',
          });
        // Colours are the same at both widths; what is laid out differs.
        if (size === phone && theme === 'dark') continue;
        const found = await violations(page);
        const bad = graveOf(found);
        grave.push(...bad.map((one) => `${sight.name} ${size.width} ${theme}: ${one}`));
        minor += found.length - bad.length;
      }
    }
    await nothingSticksOut(page, sight);
    await showsNoIdentityNumber(page);
  }
  for (const page of pages.values()) await page.context().close();
  expect(grave.length === 0, `axe:\n  ${grave.join('\n  ')}`);
  return `${sights.length} pages, light and dark, wide and narrow: 0 serious or critical, ${minor} lesser`;
}

async function allSights({ operator }: Stage): Promise<Sight[]> {
  const waiting = await operator.get<JourneyList>(
    `journeys?state=waiting&municipality=${STORY_MUNICIPALITY}&target=short-term&sort=-waitHours&limit=1`,
  );
  const { journeyId } = waiting.items[0]!;
  const { alertId } = await storyAlert(operator);
  return [
    { name: 'logga-in', path: '/logga-in', who: null },
    { name: 'tillganglighet', path: '/tillganglighet', who: null },
    { name: 'ko', path: '/ko', who: 'Samordnare' },
    { name: 'arende', path: `/arende/${journeyId}`, who: 'Samordnare' },
    { name: 'platser', path: `/platser?kind=short-term&unit=${STORY_UNIT_ID}`, who: 'Placering Falkenberg' },
    { name: 'matcha', path: `/matcha/${journeyId}`, who: 'Placering Falkenberg' },
    { name: 'larm', path: `/larm/${alertId}`, who: 'Chef' },
    { name: 'drift', path: '/drift', who: 'Drift' },
  ];
}

/** A window of its own, logged in without the form: how one logs in has been shown. */
async function windowOf(stage: Stage, who: string | null): Promise<Page> {
  const { page } = await stage.sitDown();
  if (who === null) return page;
  const { logins } = (await (await page.request.get('/api/v1/session')).json()) as SessionInfo;
  const login = logins.find((one) => one.name === who)?.login;
  const data = login ? { login } : { login: 'operator', token: stage.operator.token };
  const answer = await page.request.post('/api/v1/session', { data });
  expect(answer.ok(), `${who} cannot log in: ${answer.status()}`);
  return page;
}

async function isComplete(page: Page, { who }: Sight): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByText('Hämtar…').first().waitFor({ state: 'detached' });
  if (who !== null) await page.locator('.live.live').waitFor();
}

async function nothingSticksOut(page: Page, { name }: Sight): Promise<void> {
  const over = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(over <= 0, `${name} scrolls ${over} px sideways at ${phone.width} px`);
}
