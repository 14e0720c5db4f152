// Times as Sweden reads them, whatever zone the computer is set to. Input is an instant in UTC; output is local to Europe/Stockholm.

const zone = 'Europe/Stockholm';
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

type Moment = string | number | Date;

function local(at: Moment): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
}

/** 2026-11-21 */
export function dateText(at: Moment): string {
  const p = local(at);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/** 08:05 */
export function timeText(at: Moment): string {
  const p = local(at);
  return `${p['hour']}:${p['minute']}`;
}

/** 2026-11-21 08:05 */
export const dateTimeText = (at: Moment): string => `${dateText(at)} ${timeText(at)}`;

/** The clock alone when it is the same day as `now`, else the date and the clock. */
export const nearTimeText = (at: Moment, now: Moment): string => (dateText(at) === dateText(now) ? timeText(at) : dateTimeText(at));

export const weekdayText = (at: Moment, language: string, length: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'sv-SE', { timeZone: zone, weekday: length }).format(new Date(at));

/** For what has been: the clock today, the day and the clock within a week, else the date. */
export function recentText(at: Moment, now: Moment, language: string): string {
  if (dateText(at) === dateText(now)) return timeText(at);
  const days = (new Date(now).getTime() - new Date(at).getTime()) / 86_400_000;
  return days < 6 ? `${weekdayText(at, language, 'short')} ${timeText(at)}` : dateText(at);
}

/** ISO 8601 week of the local date. */
export function isoWeek(at: Moment): { year: number; week: number } {
  const day = new Date(`${dateText(at)}T00:00:00Z`);
  const weekday = (day.getUTCDay() + 6) % 7;
  const thursday = new Date(day.getTime() + (3 - weekday) * 86_400_000);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000));
  return { year, week };
}

export const isWeekend = (localDate: string): boolean => [0, 6].includes(new Date(`${localDate}T12:00:00Z`).getUTCDay());

/** A local date some days from another. */
export function addDays(localDate: string, days: number): string {
  return new Date(Date.parse(`${localDate}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What a date and time typed by a person in Sweden is in UTC. In the hour that comes twice the first is meant; the one that never comes is moved on. */
export function instantOf(localDate: string, localTime: string): Date {
  const wall = Date.parse(`${localDate}T${localTime.length === 5 ? `${localTime}:00` : localTime}Z`);
  const guess = new Date(wall - offsetAt(wall));
  const summer = new Date(wall - offsetAt(guess.getTime() - 3_600_000));
  return sameWall(summer, wall) ? summer : sameWall(guess, wall) ? guess : new Date(wall - offsetAt(wall - 3 * 3_600_000));
}

/** Midnight that starts a local date. */
export const startOfDay = (localDate: string): Date => instantOf(localDate, '00:00');

const sameWall = (at: Date, wall: number): boolean => wallOf(at.getTime()) === wall;
const offsetAt = (at: number): number => wallOf(at) - Math.floor(at / 1000) * 1000;

function wallOf(at: number): number {
  const p = local(at);
  return Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:${p['second']}Z`);
}
