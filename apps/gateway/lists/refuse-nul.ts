import { ProblemError } from '#platform';

/** No text that PostgreSQL cannot hold: NUL and half a surrogate pair are in no name, so they are in no question either. */
export function refuseNul(query: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' && (value.includes('\0') || /\p{Surrogate}/u.test(value))) {
      throw new ProblemError('bad-request', undefined, { errors: [{ pointer: `?${name}`, detail: 'holds a character that no text has' }] });
    }
  }
}
