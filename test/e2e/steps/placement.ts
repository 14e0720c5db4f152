// The placement team: open a closed place, and give it to whoever has waited longest.
import { numberIn, showsNoIdentityNumber, STORY_UNIT, type Desk, type Stage } from './stage.ts';
import { alertCount } from './manager.ts';
import { logIn } from './session.ts';

const told = ({ page }: Desk, text: RegExp) => page.getByRole('status').getByText(text).waitFor();

export async function opensAClosedPlace(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await logIn(desk, 'Placering Falkenberg');
  await keys.press('g', 'p');
  await keys.activate(page.getByRole('button', { name: /^Korttidsboende/ }));
  await keys.activate(page.getByRole('link', { name: STORY_UNIT }));
  await page.getByRole('heading', { level: 2, name: STORY_UNIT }).waitFor();
  const reopen = page.getByRole('button', { name: /^Öppna (plats|rum) \d/ });
  await keys.tabTo(reopen);
  const label = numberIn(await keys.focusedText());
  await keys.press('Enter');
  await keys.activate(page.getByRole('dialog').getByRole('button', { name: 'Öppna' }));
  await told(desk, new RegExp(`\\b${label} är öppen`));
  return `place ${label} is open`;
}

export async function findsWhoHasWaitedLongest(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await keys.press('g', 'k');
  await keys.activate(page.getByRole('link', { name: /^Korttidsboende Falkenberg: / }));
  await page.waitForURL((url) => url.searchParams.get('target') === 'short-term');
  await page.getByRole('heading', { level: 1, name: 'Alla som väntar' }).waitFor();
  const first = page
    .getByRole('table', { name: /^Ärenden sorterade på/ })
    .locator('tbody tr')
    .first()
    .locator('th .id');
  await first.waitFor();
  await keys.press('j');
  await keys.finds(first);
  const ref = (await first.innerText()).trim();
  await keys.press('Enter');
  await page.getByRole('heading', { level: 1, name: ref }).waitFor();
  await keys.activate(page.getByRole('link', { name: 'Matcha plats' }));
  await page.getByRole('heading', { level: 1, name: `Matcha plats för ${ref}` }).waitFor();
  await showsNoIdentityNumber(page);
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

/** Seen on the manager's screen, which nobody touches meanwhile. */
export async function alertEases(_stage: Stage, manager: Desk, before: number): Promise<string> {
  const from = performance.now();
  const fewer = Array.from({ length: before }, (_, count) => count).join('|');
  await alertCount(manager)
    .filter({ hasText: new RegExp(`^(${fewer}) väntar$`) })
    .waitFor();
  const after = numberIn(await alertCount(manager).innerText());
  return `${before} waited, now ${after}; on the manager's screen after ${((performance.now() - from) / 1000).toFixed(1)} s`;
}
