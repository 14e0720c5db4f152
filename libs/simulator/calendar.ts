// Local time of Halland for the simulator: instants are milliseconds since 1970 (UTC), the day and the hour are those of the ward's wall clock.
import { stockholmOffset } from '#domain';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Number of the local day; days since 1970-01-01. */
export const localDay = (at: number): number => Math.floor((at + stockholmOffset(at)) / DAY);
export const localHour = (at: number): number => ((at + stockholmOffset(at)) % DAY) / HOUR;

/** 0 Monday .. 6 Sunday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (day + 3) % 7;
export const isWeekend = (day: number): boolean => weekdayOf(day) > 4;

/** The instant of an hour (10.5 = half past ten) on a local day. */
export function instantOn(day: number, hour: number): number {
  const wall = day * DAY + hour * HOUR;
  return wall - stockholmOffset(wall - HOUR);
}

/** `at` if it falls between the hours, otherwise the start of the next such interval. */
export function withinHours(at: number, from: number, to: number): number {
  const hour = localHour(at);
  if (hour < from) return instantOn(localDay(at), from);
  return hour < to ? at : instantOn(localDay(at) + 1, from);
}

export const localDate = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export const iso = (at: number): string => new Date(Math.round(at)).toISOString();
