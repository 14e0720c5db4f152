// In and out by keyboard, as the three people of the README do it.
import type { Desk } from './stage.ts';

export type Role = 'Chef' | 'Samordnare' | 'Placering Falkenberg';

export async function logIn({ page, keys }: Desk, role: Role): Promise<void> {
  await page.goto('/');
  await keys.activate(page.getByRole('button', { name: new RegExp(`^${role}`) }));
  await page.getByRole('navigation', { name: 'Huvudmeny' }).waitFor();
}

export async function logOut({ page, keys }: Desk): Promise<void> {
  await keys.activate(page.getByRole('button', { name: 'Uppdrag och inställningar' }));
  await keys.arrowTo(page.getByRole('menuitem', { name: 'Byt uppdrag' }));
  await keys.press('Enter');
  await page.getByRole('heading', { name: 'Demoinloggning' }).waitFor();
}
