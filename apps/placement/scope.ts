// Who may see and give what: a placement team its own municipality, the operator everything.
// What is foreign answers like what does not exist, so that nobody can find out by asking.
import type { Asker } from '#contracts';
import { ProblemError } from '#platform';

export const isInScope = (asker: Asker, municipality: string): boolean =>
  asker.role === 'operator' || (asker.role === 'placement' && asker.organisation === municipality);

export function inScope<T>(asker: Asker, found: T | undefined, municipalityOf: (found: T) => string): T {
  if (found === undefined || !isInScope(asker, municipalityOf(found))) throw new ProblemError('not-found');
  return found;
}
