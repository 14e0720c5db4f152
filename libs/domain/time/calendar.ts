// The calendar of Europe/Stockholm: local dates, hours and weeks. Everything is stored in UTC; rules about days are about these dates.
// The clock follows directive 2000/84/EC (last Sunday of March and of October, 01:00 UTC). It is computed, not looked up: rules ask for it thousands of
// times per second. The spec holds it against the time-zone database for every day-turn and clock change of the years it is used for.

/** Milliseconds since 1970-01-01T00:00Z. */
export type Millis = number;
/** A local calendar date, `2026-11-22`. */
export type LocalDateText = string;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const millisOf = (instant: string): Millis => Date.parse(instant);
export const instantOf = (at: Millis): string => new Date(at).toISOString();

/** How far local time is ahead of UTC at that moment. */
export function stockholmOffset(at: Millis): number {
  const year = new Date(at).getUTCFullYear();
  return at >= clockChange(year, 2) && at < clockChange(year, 9) ? 2 * hour : hour;
}

export interface LocalMoment {
  readonly date: LocalDateText;
  readonly hour: number;
  readonly minute: number;
}

export function localMoment(at: Millis): LocalMoment {
  const shifted = new Date(at + stockholmOffset(at));
  return { date: shifted.toISOString().slice(0, 10), hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes() };
}

export const localDate = (at: Millis): LocalDateText => localMoment(at).date;
export const localHour = (at: Millis): number => localMoment(at).hour;

/** The first moment of a local date. Neither clock change is at midnight, so every date has one. */
export const startOfLocalDay = (date: LocalDateText): Millis => atLocalTime(date, 0);

/** The moment a local clock shows a time. Shown twice (October): the first. Never shown (March): the moment the clock jumps past it. */
export function atLocalTime(date: LocalDateText, hours: number, minutes = 0): Millis {
  const wall = utcMidnight(date) + hours * hour + minutes * minute;
  const summer = wall - 2 * hour;
  if (stockholmOffset(summer) === 2 * hour) return summer;
  const winter = wall - hour;
  return stockholmOffset(winter) === hour ? winter : clockChange(Number(date.slice(0, 4)), 2);
}

export const addLocalDays = (date: LocalDateText, days: number): LocalDateText => dateText(utcMidnight(date) + days * day);

/** Whole calendar days from one local date to another. */
export const localDaysBetween = (from: LocalDateText, to: LocalDateText): number => Math.round((utcMidnight(to) - utcMidnight(from)) / day);

/** 1 Monday ... 7 Sunday. */
export const weekday = (date: LocalDateText): number => ((new Date(utcMidnight(date)).getUTCDay() + 6) % 7) + 1;

export const isWeekend = (date: LocalDateText): boolean => weekday(date) > 5;

/** ISO 8601 week: the week belongs to the year that holds its Thursday. */
export function isoWeek(date: LocalDateText): { year: number; week: number } {
  const thursday = addLocalDays(date, 4 - weekday(date));
  const year = Number(thursday.slice(0, 4));
  return { year, week: 1 + Math.floor(localDaysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) };
}

const utcMidnight = (date: LocalDateText): Millis => Date.parse(`${date}T00:00:00.000Z`);
const dateText = (at: Millis): LocalDateText => new Date(at).toISOString().slice(0, 10);

/** 01:00 UTC on the last Sunday of a month (0 = January) that has 31 days. */
function clockChange(year: number, month: number): Millis {
  const last = Date.UTC(year, month, 31, 1);
  return last - new Date(last).getUTCDay() * day;
}
