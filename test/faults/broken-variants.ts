// What the runner must catch to be believed: a part built wrong on purpose, struck by the classes that should show it, until the checker names it.
import { bookingConstraints } from '../unguarded-booking.ts';
import type { HardDatabase } from './database.ts';

export interface Variant {
  readonly name: string;
  /** Drawn in turn. */
  readonly classes: readonly string[];
  /** What the checker says of it. */
  readonly finding: RegExp;
  /** `table constraint`: taken away, since they would refuse the fault before anybody could see it. */
  readonly without: readonly string[];
}

export const variants: readonly Variant[] = [
  { name: 'acknowledges-first', classes: ['F3', 'F1', 'F8'], finding: /^message /, without: [] },
  {
    name: 'books-what-it-saw-free',
    classes: ['F11'],
    finding: /^(place|person) /,
    without: bookingConstraints,
  },
  { name: 'knows-by-control-id', classes: ['F5'], finding: /^message \S+#2/, without: [] },
];

/** dist/test/faults */
const parts = new URL('broken-parts.js', import.meta.url).href;

/** What a service is started with to have the broken part in it. */
export const brokenBy = ({ name }: Variant): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import ${parts}`,
  SLUSS_TEST_BROKEN: name,
});

/** Before the services start. */
export async function takeAway(database: HardDatabase, { without }: Variant): Promise<void> {
  for (const [table, constraint] of without.map((each) => each.split(' ')))
    await database.query(`alter table ${table} drop constraint ${constraint}`);
}
