import {
  addLocalDays,
  atLocalTime,
  day,
  hour,
  instantOf,
  isoWeek,
  localDate,
  localDaysBetween,
  localHour,
  localMoment,
  startOfLocalDay,
  weekday,
} from './calendar.ts';
import { holidaysOf, isWorkingDay, nextWorkingDay } from './holidays.ts';
import { formatMoment, formatWait } from './words.ts';

const at = (text: string) => Date.parse(text);

describe('the calendar of Stockholm', () => {
  it('agrees with the time-zone database around every day-turn from 2000 to 2040', () => {
    const oracle = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short', timeStyle: 'short' });
    for (let t = at('2000-01-01T00:30:00Z'); t < at('2040-01-01T00:00:00Z'); t += 23 * hour) expect(formatMoment(t)).toBe(oracle.format(t));
  });

  it('has 23 hours on the night the clock goes forward and 25 on the night it goes back', () => {
    const length = (date: string) => (startOfLocalDay(addLocalDays(date, 1)) - startOfLocalDay(date)) / hour;
    expect([length('2026-03-29'), length('2026-10-25'), length('2026-11-22')]).toEqual([23, 25, 24]);
  });

  it('takes the first of two 02:30 in October and jumps past the 02:30 that March lacks', () => {
    expect(instantOf(atLocalTime('2026-10-25', 2, 30))).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf(atLocalTime('2026-03-29', 2, 30))).toBe('2026-03-29T01:00:00.000Z');
    expect([localHour(at('2026-10-25T00:30:00Z')), localHour(at('2026-10-25T01:30:00Z'))]).toEqual([2, 2]);
    expect(localMoment(at('2026-03-29T01:00:00Z'))).toEqual({ date: '2026-03-29', hour: 3, minute: 0 });
  });

  it('counts days over leap days and year ends', () => {
    expect(addLocalDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addLocalDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(localDaysBetween('2024-02-27', '2024-03-03')).toBe(5);
    expect(localDate(at('2026-12-31T23:00:00Z'))).toBe('2027-01-01');
  });

  it('numbers the weeks by ISO 8601', () => {
    expect(isoWeek('2026-12-31')).toEqual({ year: 2026, week: 53 });
    expect(isoWeek('2027-01-01')).toEqual({ year: 2026, week: 53 });
    expect(isoWeek('2024-12-30')).toEqual({ year: 2025, week: 1 });
    expect(isoWeek('2026-11-22')).toEqual({ year: 2026, week: 47 });
    expect(weekday('2026-11-22')).toBe(7);
  });
});

describe('Swedish holidays', () => {
  it('knows the movable ones', () => {
    const dates = Object.fromEntries(holidaysOf(2026).map((holiday) => [holiday.sv, holiday.date]));
    expect(dates).toMatchObject({
      långfredagen: '2026-04-03',
      påskdagen: '2026-04-05',
      'Kristi himmelsfärdsdag': '2026-05-14',
      pingstdagen: '2026-05-24',
      midsommarafton: '2026-06-19',
      midsommardagen: '2026-06-20',
      'alla helgons dag': '2026-10-31',
    });
    expect(holidaysOf(2024).find((holiday) => holiday.sv === 'påskdagen')?.date).toBe('2024-03-31');
    expect(holidaysOf(2038).find((holiday) => holiday.sv === 'påskdagen')?.date).toBe('2038-04-25');
  });

  it('goes from the Wednesday before Christmas Eve to the Monday after', () => {
    expect(nextWorkingDay('2026-12-23')).toBe('2026-12-28');
    expect([isWorkingDay('2026-06-19'), isWorkingDay('2026-06-22'), isWorkingDay('2026-11-21')]).toEqual([false, true, false]);
  });
});

describe('waits in words', () => {
  it('says the two largest units', () => {
    expect(formatWait(4 * day + 2 * hour)).toBe('4 dygn 2 tim');
    expect(formatWait(day)).toBe('1 dygn');
    expect(formatWait(17 * hour + 59 * 60_000)).toBe('17 tim');
    expect(formatWait(25 * 60_000)).toBe('25 min');
    expect(formatWait(-5)).toBe('0 min');
    expect(formatWait(day + 3 * hour, 'en')).toBe('1 day 3 h');
  });
});
