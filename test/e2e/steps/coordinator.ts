// The coordinator: search, sort, walk the rows, open a case, and show an identity number, which is logged.
import { expect, showsNoIdentityNumber, type Desk, type Stage } from './stage.ts';
import { logIn, logOut } from './session.ts';

const rows = ({ page }: Desk) => page.getByRole('table', { name: /^Ärenden sorterade på/ }).locator('tbody tr');
const refs = async (desk: Desk) => (await rows(desk).locator('th .id').allInnerTexts()).map((ref) => ref.trim());

export async function findsInTheQueue(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await logIn(desk, 'Samordnare');
  await rows(desk).nth(2).waitFor();
  const all = await refs(desk);
  const sought = all[2]!;
  await keys.press('/');
  await keys.type(sought);
  await page.waitForURL((url) => url.searchParams.get('q') === sought);
  await page.getByText('1 av 1', { exact: true }).waitFor();
  expect((await refs(desk)).join() === sought, `searching ${sought} shows ${(await refs(desk)).join()}`);
  await keys.press('Control+A', 'Delete');
  await page.waitForURL((url) => !url.searchParams.has('q'));
  await rows(desk).nth(2).waitFor();
  await keys.press('Escape');

  await keys.activate(page.getByRole('button', { name: 'Klar sedan' }));
  await page.locator('th[aria-sort=ascending]').getByText('Klar sedan').waitFor();
  await keys.activate(page.getByRole('button', { name: 'Väntat', exact: true }));
  await page.locator('th[aria-sort=descending]').getByText('Väntat').waitFor();
  return `${sought} found among ${all.length}; sorted both ways`;
}

export async function opensACase(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  const link = (index: number) => rows(desk).nth(index).locator('th .id');
  for (const [key, row] of [
    ['j', 0],
    ['j', 1],
    ['k', 0],
    ['j', 1],
  ] as const) {
    await keys.press(key);
    await keys.finds(link(row));
  }
  const ref = (await link(1).innerText()).trim();
  await showsNoIdentityNumber(page);
  await keys.press('Enter');
  await page.getByRole('heading', { level: 1, name: ref }).waitFor();
  await page.getByRole('heading', { name: 'Varför är patienten kvar?' }).waitFor();
  await showsNoIdentityNumber(page);
  await keys.press('g', 'k');
  await rows(desk).first().waitFor();
  return `${ref} opened with j, k and Enter, and back`;
}

/** Of the one in the story: most made-up people have no number at all. She is declared ready half a minute after the start. */
export async function showsAnIdentityNumber(_stage: Stage, desk: Desk): Promise<string> {
  const { page, keys } = desk;
  await keys.press('/');
  await keys.type('Sagolund, Sigrid');
  await page.getByText('1 av 1', { exact: true }).waitFor({ timeout: 150_000 });
  await rows(desk).filter({ hasText: 'Sagolund, Sigrid' }).waitFor();
  expect(/1930\*{4}-\*{4}/.test(await rows(desk).first().innerText()), 'the number is not masked in the list');
  await keys.press('Escape', 'j', 'Enter');
  await keys.activate(page.getByRole('button', { name: 'Visa personnummer' }));
  const shown = page.getByRole('status').filter({ hasText: 'Visningen är loggad' });
  await shown.waitFor();
  expect(/19300807-\d{4}/.test(await shown.innerText()), 'no identity number was shown');
  await keys.press('g', 'k');
  await page.getByRole('heading', { level: 1, name: 'Utskrivningsklara' }).waitFor();
  await showsNoIdentityNumber(page);
  await logOut(desk);
  return 'masked until asked for, the asking is said to be logged; logged out';
}
