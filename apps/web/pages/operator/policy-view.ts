// The policy as the operator reads it: which version of each area holds and why another does not, the values in force, and what is wrong with a file.
import type { PolicyView, Problem } from '#contracts';

type Entry = PolicyView['entries'][number];
export type Validity = 'in-force' | 'ahead' | 'replaced' | 'past';
const order: readonly Validity[] = ['in-force', 'ahead', 'replaced', 'past'];

/** `today`: local date. A period ends where `validTo` begins. */
export function validityOf({ inForce, validFrom, validTo }: Pick<Entry, 'inForce' | 'validFrom' | 'validTo'>, today: string): Validity {
  if (inForce) return 'in-force';
  if (validFrom > today) return 'ahead';
  return validTo !== null && validTo <= today ? 'past' : 'replaced';
}

export interface AreaView {
  readonly area: Entry['area'];
  readonly entries: readonly (Entry & { readonly validity: Validity })[];
}

/** Areas in the server's order; within each what holds first, and the newest first of those alike. */
export function areasOf(entries: readonly Entry[], today: string): AreaView[] {
  return [...new Set(entries.map((entry) => entry.area))].map((area) => ({
    area,
    entries: entries
      .filter((entry) => entry.area === area)
      .map((entry) => ({ ...entry, validity: validityOf(entry, today) }))
      .sort((a, b) => order.indexOf(a.validity) - order.indexOf(b.validity) || (a.validFrom < b.validFrom ? 1 : -1)),
  }));
}

const frame = new Set(['id', 'validFrom', 'validTo', 'source']);

/** Every value in force by its path in the file, but those that the list of versions shows. */
export function valuesOf(policy: object, path = ''): { readonly path: string; readonly value: string }[] {
  return Object.entries(policy).flatMap(([field, value]: [string, unknown]) => {
    const at = path === '' ? field : `${path}.${field}`;
    if (frame.has(field) && (path === '' || /^\d+$/.test(path))) return [];
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [{ path: at, value: value.join(', ') || '–' }];
    if (typeof value === 'object' && value !== null) return valuesOf(value, at);
    return [{ path: at, value: value === null ? '–' : String(value) }];
  });
}

export interface FileFault {
  readonly file: string;
  /** `entries.0.rules`; empty when it is the file as a whole. */
  readonly at: string;
  readonly fault: string;
}

/** The pointers of a refused reading begin with the file's name. */
export const faultsOf = ({ errors = [] }: Partial<Problem>): FileFault[] =>
  errors.map(({ pointer, detail }) => {
    const [file = '', ...at] = pointer.slice(1).split('/');
    return { file, at: at.join('.'), fault: detail };
  });
