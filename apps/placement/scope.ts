// Who may see and give what: a placement team its own municipality, the operator everything.
// What is foreign answers like what does not exist, so that nobody can find out by asking.
import { OpaqueId, type Asker } from '#contracts';
import { ProblemError } from '#platform';

export const isInScope = (asker: Asker, municipality: string): boolean =>
  asker.role === 'operator' || (asker.role === 'placement' && asker.organisation === municipality);

export function inScope<T>(asker: Asker, found: T | undefined, municipalityOf: (found: T) => string): T {
  if (found === undefined || !isInScope(asker, municipalityOf(found))) throw new ProblemError('not-found');
  return found;
}

/** The id in the path. One that cannot be an id answers like one that is not there. */
export function idIn(params: Readonly<Record<string, string>>): string {
  const id = OpaqueId.safeParse(params.id);
  if (!id.success) throw new ProblemError('not-found');
  return id.data;
}
