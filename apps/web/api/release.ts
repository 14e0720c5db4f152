// Whether the server has moved on to a newer release than the one this page is of. Once seen it stays seen: the page is not made young again.
import { newStore } from './store.ts';

/** The build that this page came with; none while it is developed. */
const own = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? null;

export const newRelease = newStore(false);

/** Every answer names the build that its server serves. */
export function noteRelease(answer: Response): void {
  const served = answer.headers.get('x-sluss-build');
  if (own !== null && served !== null && served !== own) newRelease.set(true);
}
