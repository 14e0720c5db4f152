// Whether the clock in the corner of the reader's screen tells another time than Sluss does: set wrong, or set to another country.
import { dateTimeText } from '../format/dates.ts';
import { newStore } from './store.ts';

/** Less than this apart is what clocks do. */
const sameMs = 5 * 60_000;

/** What the computer's clock reads, `YYYY-MM-DD HH:MM`, when it differs from what Sluss shows; else null. */
export const clockApart = newStore<string | null>(null);

export const noteClock = (server: Date): void => clockApart.set(clockAway(readingOf(new Date()), server));

/** Both as they are read on a wall, so that the hour which comes twice in October is no difference. */
export function clockAway(reading: string, server: Date): string | null {
  const wall = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00Z`);
  return Math.abs(wall(reading) - wall(dateTimeText(server))) > sameMs ? reading : null;
}

const two = (part: number): string => String(part).padStart(2, '0');
const readingOf = (own: Date): string =>
  `${own.getFullYear()}-${two(own.getMonth() + 1)}-${two(own.getDate())} ${two(own.getHours())}:${two(own.getMinutes())}`;
