// Swedish public holidays (lag 1989:253, lag 2004:1320 for 6 June) and the eves on which offices are closed by custom and agreement.
import { addLocalDays, isWeekend, weekday, type LocalDateText } from './calendar.ts';

export interface Holiday {
  readonly date: LocalDateText;
  readonly sv: string;
  readonly en: string;
  /** Not a public holiday by law, yet offices are closed. */
  readonly eve: boolean;
}

export function holidaysOf(year: number): Holiday[] {
  const easter = easterSunday(year);
  const midsummer = firstSaturdayFrom(`${year}-06-20`);
  const day = (date: LocalDateText, sv: string, en: string): Holiday => ({ date, sv, en, eve: false });
  const eve = (date: LocalDateText, sv: string, en: string): Holiday => ({ date, sv, en, eve: true });
  return [
    day(`${year}-01-01`, 'nyårsdagen', "New Year's Day"),
    day(`${year}-01-06`, 'trettondedag jul', 'Epiphany'),
    day(addLocalDays(easter, -2), 'långfredagen', 'Good Friday'),
    day(easter, 'påskdagen', 'Easter Sunday'),
    day(addLocalDays(easter, 1), 'annandag påsk', 'Easter Monday'),
    day(`${year}-05-01`, 'första maj', 'May Day'),
    day(addLocalDays(easter, 39), 'Kristi himmelsfärdsdag', 'Ascension Day'),
    day(addLocalDays(easter, 49), 'pingstdagen', 'Whit Sunday'),
    // Whit Monday was the holiday until 2004; the national day took its place.
    year >= 2005 ? day(`${year}-06-06`, 'nationaldagen', 'National Day') : day(addLocalDays(easter, 50), 'annandag pingst', 'Whit Monday'),
    eve(addLocalDays(midsummer, -1), 'midsommarafton', 'Midsummer Eve'),
    day(midsummer, 'midsommardagen', 'Midsummer Day'),
    day(firstSaturdayFrom(`${year}-10-31`), 'alla helgons dag', "All Saints' Day"),
    eve(`${year}-12-24`, 'julafton', 'Christmas Eve'),
    day(`${year}-12-25`, 'juldagen', 'Christmas Day'),
    day(`${year}-12-26`, 'annandag jul', 'Boxing Day'),
    eve(`${year}-12-31`, 'nyårsafton', "New Year's Eve"),
  ];
}

/** A day when offices are open: not a Saturday, Sunday, public holiday or closed eve. */
export const isWorkingDay = (date: LocalDateText): boolean =>
  !isWeekend(date) && !holidaysOf(Number(date.slice(0, 4))).some((holiday) => holiday.date === date);

export function nextWorkingDay(after: LocalDateText): LocalDateText {
  let date = addLocalDays(after, 1);
  while (!isWorkingDay(date)) date = addLocalDays(date, 1);
  return date;
}

const firstSaturdayFrom = (date: LocalDateText): LocalDateText => addLocalDays(date, 6 - weekday(date) + (weekday(date) > 6 ? 7 : 0));

/** Gregorian computus (Meeus, Jones, Butcher). */
function easterSunday(year: number): LocalDateText {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return `${year}-${String(Math.floor(n / 31)).padStart(2, '0')}-${String((n % 31) + 1).padStart(2, '0')}`;
}
