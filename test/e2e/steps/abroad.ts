// A computer in another country, or with a wrong clock: times are Swedish and the server's, and whoever reads them is told.
import type { SessionInfo } from '#contracts';
import type { Page } from 'playwright-core';
import { openQueue, rows } from './queue-desk.ts';
import { expect, type Stage } from './stage.ts';

const swedish = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', hour: '2-digit', minute: '2-digit' });
const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const serverTime = async (page: Page): Promise<Date> =>
  new Date(((await (await page.request.get('/api/v1/session')).json()) as SessionInfo).now);

/** When each case became ready, as the table has it. */
async function readyTimes(page: Page): Promise<Map<string, string>> {
  const read: [string, string][] = [];
  for (const row of await rows(page).all())
    read.push([(await row.getAttribute('data-id')) ?? '', (await row.locator('td.c-ready').innerText()).replaceAll(/\s+/g, ' ')]);
  return new Map(read);
}

export async function showsSwedishTimeAnywhere(stage: Stage): Promise<string> {
  const apart = (page: Page) => page.locator('.notices').getByText(/^Datorns klocka visar/);
  // The twin: at a computer in Sweden whose clock is right there is nothing to say.
  const home = await stage.visit('samordnare');
  await home.page.clock.setSystemTime(await serverTime(home.page));
  await openQueue(home.page, '?sort=caseRef');
  const known = await readyTimes(home.page);
  expect((await apart(home.page).count()) === 0, 'a right clock is called wrong');
  await home.leave();

  const said: string[] = [];
  for (const [timezoneId, set] of [
    ['America/New_York', null],
    ['Europe/Stockholm', '2020-01-01T00:00:00Z'],
  ] as const) {
    const { page, leave } = await stage.visit('samordnare', { timezoneId });
    await page.clock.setSystemTime(set ?? (await serverTime(page)));
    await openQueue(page, '?sort=caseRef');
    await page.locator('.live.live').waitFor();
    const shown = /\d\d:\d\d/.exec(await page.locator('.live').innerText())?.[0] ?? '';
    const right = swedish.format(await serverTime(page));
    const away = Math.abs(minutes(shown) - minutes(right));
    expect(Math.min(away, 1440 - away) <= 1, `the screen says ${shown}, the server ${right}`);
    const both = [...(await readyTimes(page))].filter(([id]) => known.has(id));
    expect(both.length > 5, `only ${both.length} cases are in both windows`);
    for (const [id, time] of both) expect(time === known.get(id), `${id} became ready ${time} here and ${known.get(id)} at home`);
    await apart(page).waitFor();
    said.push(await apart(page).innerText());
    await page.locator('.notice').getByRole('button', { name: 'Dölj' }).click();
    await apart(page).waitFor({ state: 'detached' });
    await leave();
  }
  return said.map((one) => one.split('\n')[0]).join(' / ');
}
