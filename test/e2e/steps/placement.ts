// The placement team: open a closed place, and give it to whoever has waited longest.
import { patienceMs } from '../browser.ts';
import type { Operator } from '../operator.ts';
import { expect, numberIn, showsNoIdentityNumber, STORY_UNIT, type Desk, type Stage } from './stage.ts';
import { alertCount } from './manager.ts';
import { storyAlert } from './relief.ts';
import { logIn } from './session.ts';

const told = ({ page }: Desk, text: RegExp) => page.getByRole('status').getByText(text).waitFor();

/** A closed place is opened; where chance left none closed, somebody moves out, as the README has it. */
export async function makesRoom(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await logIn(desk, 'Placering Falkenberg');
  await keys.press('g', 'p');
  await keys.activate(page.getByRole('button', { name: /^Korttidsboende/ }));
  await keys.activate(page.getByRole('link', { name: STORY_UNIT }));
  await page.getByRole('heading', { level: 2, name: STORY_UNIT }).waitFor();
  const more = page.getByRole('button', { name: /^Visa \d+ upptag/ });
  await more.waitFor();
  const closed = page.getByRole('button', { name: /^Öppna (plats|rum) \d/ });
  const opens = (await closed.count()) > 0;
  if (!opens) await keys.activate(more);
  await keys.tabTo(opens ? closed : page.getByRole('button', { name: /^Utflyttad/ }));
  const label = numberIn(await keys.focusedText());
  await keys.press('Enter');
  await keys.activate(page.getByRole('dialog').getByRole('button', { name: opens ? 'Öppna' : 'Utflyttad' }));
  await told(desk, new RegExp(`\\b${label} är ${opens ? 'öppen' : 'ledig'}`));
  return `place ${label} is ${opens ? 'open' : 'free'}`;
}

/** The first of the queue whom the place suits: it may lack what the very first must have. */
export async function findsWhoHasWaitedLongest(_stage: Stage, desk: Desk): Promise<{ journeyId: string; said: string }> {
  const { page } = desk;
  for (let row = 0; ; row++) {
    const ref = await opensMatchingOf(desk, row);
    await page.getByRole('heading', { level: 2, name: /plats(er)?, bäst först/ }).waitFor();
    await showsNoIdentityNumber(page);
    if ((await page.getByRole('button', { name: /^Reservera/, disabled: false }).count()) > 0)
      return { journeyId: new URL(page.url()).pathname.split('/').at(-1)!, said: `${ref}, number ${row + 1} of the queue` };
  }
}

async function opensMatchingOf({ page, keys }: Desk, row: number): Promise<string> {
  await keys.press('g', 'k');
  await keys.activate(page.getByRole('link', { name: /^Korttidsboende Falkenberg: / }));
  await page.waitForURL((url) => url.searchParams.get('target') === 'short-term');
  await page.getByRole('heading', { level: 1, name: 'Alla som väntar' }).waitFor();
  const link = page
    .getByRole('table', { name: /^Ärenden sorterade på/ })
    .locator('tbody tr')
    .nth(row)
    .locator('th .id');
  await link.waitFor();
  for (let below = 0; below <= row; below++) await keys.press('j');
  await keys.finds(link);
  const ref = (await link.innerText()).trim();
  await keys.press('Enter');
  await page.getByRole('heading', { level: 1, name: ref }).waitFor();
  await keys.activate(page.getByRole('link', { name: 'Matcha plats' }));
  await page.getByRole('heading', { level: 1, name: `Matcha plats för ${ref}` }).waitFor();
  return ref;
}

export async function givesAPlace(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  const dialog = page.getByRole('dialog');
  const button = (name: string | RegExp) => page.getByRole('button', { name, disabled: false });
  await keys.activate(button(/^Reservera/));
  await keys.activate(dialog.getByRole('button', { name: 'Reservera' }));
  await told(desk, /är reserverad till/);
  await keys.activate(button('Erbjud plats'));
  await told(desk, /är erbjuden/);
  await keys.activate(button('Tackat ja'));
  await told(desk, /^Tackat ja till/);
  await keys.activate(button('Flyttat in'));
  await keys.activate(dialog.getByRole('button', { name: 'Flyttat in' }));
  await page.getByText('Ärendet har flyttat in').waitFor();
  return 'held, offered, accepted, moved in';
}

/**
 * Seen on the manager's screen, which nobody touches meanwhile. Others may become ready while a place is given, in a real Halland as here: what must
 * be is that the alert no longer counts the one who got the place, and shows the number that is left. `before` are those it counted.
 */
export async function alertEases({ operator }: Stage, manager: Desk, before: readonly string[], gotPlace: string): Promise<string> {
  const from = performance.now();
  expect(before.includes(gotPlace), 'who got the place was not among those the alert counts');
  let now = await countedBy(operator);
  while (now.includes(gotPlace)) {
    expect(performance.now() - from < patienceMs, `the alert still counts who got a place after ${patienceMs / 1000} s`);
    now = await countedBy(operator);
  }
  const came = now.filter((one) => !before.includes(one)).length;
  expect(
    now.length === before.length - 1 + came,
    `${before.length} waited, one got a place, ${came} came, and the alert says ${now.length}`,
  );
  await alertCount(manager)
    .filter({ hasText: new RegExp(`^${now.length} väntar$`) })
    .waitFor();
  return `${before.length} waited, one got a place, ${came} came: now ${now.length}; on the manager's screen after ${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** The journeys that the story's alert counts. */
export const countedBy = async (operator: Operator): Promise<readonly string[]> => (await storyAlert(operator)).journeys;
