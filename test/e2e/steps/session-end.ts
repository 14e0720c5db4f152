// The session ends while somebody types: what is typed stays, and is sent once, by nobody but who wrote it.
import { isSavedTimes, namesAView, openQueue, saveButton, savedToast, viewName } from './queue-desk.ts';
import { expect, type Stage } from './stage.ts';

const toldToLogIn = /401|Unauthorized/;

export async function keepsWhatWasTypedWhenTheSessionEnds(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await openQueue(page, '?badge=within');
  await namesAView(page, 'Efter lunch');
  await page.context().clearCookies();
  await saveButton(page).click();
  const again = page.getByRole('dialog', { name: 'Du har loggats ut' });
  await again.waitFor();
  expect((await viewName(page).inputValue()) === 'Efter lunch', 'what was typed is gone');
  await again.getByRole('button', { name: /^Samordnare/ }).click();
  await savedToast(page, 'Efter lunch').waitFor();
  await isSavedTimes(page, 'Efter lunch', 1);
  await leave(toldToLogIn);
  return 'logged in again over the open dialog, sent once';
}

export async function sendsNothingInAnothersName(stage: Stage): Promise<string> {
  const { page, leave } = await stage.visit('samordnare');
  await openQueue(page, '?badge=within');
  await namesAView(page, 'Bara min');
  await page.context().clearCookies();
  await saveButton(page).click();
  await page.getByRole('dialog', { name: 'Du har loggats ut' }).getByRole('button', { name: /^Chef/ }).click();
  await page.getByText('Någon loggade in med ett annat uppdrag').waitFor();
  expect((await viewName(page).inputValue()) === 'Bara min', 'what was typed is gone');
  await isSavedTimes(page, 'Bara min', 0);
  // The twin: what the manager sends is the manager's.
  await saveButton(page).click();
  await savedToast(page, 'Bara min').waitFor();
  await isSavedTimes(page, 'Bara min', 1);
  await leave(toldToLogIn);
  return 'what the coordinator wrote was not sent by the manager who logged in';
}
