// What the steps with bad inputs do at the queue: open it, save a view of it, ask what was saved.
import type { SavedViews } from '#contracts';
import type { Page } from 'playwright-core';
import { expect } from './stage.ts';

export const rows = (page: Page) => page.locator('.ko tbody tr[data-id]');

export async function openQueue(page: Page, search = ''): Promise<void> {
  await page.goto(`/ko${search}`);
  await rows(page).first().waitFor();
}

/** The dialog with the name typed, not yet sent. */
export async function namesAView(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Spara vy' }).click();
  await viewName(page).fill(name);
}

export const viewName = (page: Page) => page.getByLabel('Vyns namn');
export const saveButton = (page: Page) => page.getByRole('button', { name: 'Spara', exact: true });
export const savedToast = (page: Page, name: string) => page.getByText(`Vyn ${name} är sparad`);
export const notice = (page: Page, title: string) => page.locator('.notices').getByText(title);

export async function isSavedTimes(page: Page, name: string, times: number): Promise<void> {
  const { items } = (await (await page.context().request.get('/api/v1/views')).json()) as SavedViews;
  const found = items.filter((one) => one.name === name).length;
  expect(found === times, `the view ${name} is saved ${found} times, not ${times}`);
}
