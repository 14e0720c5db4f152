import {
  addDays,
  dateText,
  dateTimeText,
  instantOf,
  isoWeek,
  isWeekend,
  nearTimeText,
  recentText,
  startOfDay,
  timeText,
  weekdayText,
} from './dates.ts';

describe('times are Swedish, whatever the computer says', () => {
  it('writes date and clock in full', () => expect(dateTimeText('2026-11-21T07:05:00.000Z')).toBe('2026-11-21 08:05'));
  it('counts summer time', () => expect(timeText('2026-07-01T22:30:00.000Z')).toBe('00:30'));
  it('lets the local date turn at local midnight', () => expect(dateText('2026-12-31T23:00:00.000Z')).toBe('2027-01-01'));
  it('leaves the date out on the same day', () => {
    expect(nearTimeText('2026-11-21T11:00:00.000Z', '2026-11-21T07:00:00.000Z')).toBe('12:00');
    expect(nearTimeText('2026-11-22T11:00:00.000Z', '2026-11-21T07:00:00.000Z')).toBe('2026-11-22 12:00');
  });
  it('names the day of what was lately', () => {
    expect(recentText('2026-11-21T05:00:00.000Z', '2026-11-21T07:00:00.000Z', 'sv')).toBe('06:00');
    expect(recentText('2026-11-20T05:00:00.000Z', '2026-11-21T07:00:00.000Z', 'sv')).toBe('fre 06:00');
    expect(recentText('2026-11-01T05:00:00.000Z', '2026-11-21T07:00:00.000Z', 'sv')).toBe('2026-11-01');
  });
  it('names the day', () => expect(weekdayText('2026-11-21T07:05:00.000Z', 'sv')).toBe('lördag'));
});

describe('ISO weeks', () => {
  it.each([
    ['2026-12-31T12:00:00.000Z', 2026, 53],
    ['2027-01-01T12:00:00.000Z', 2026, 53],
    ['2024-12-30T12:00:00.000Z', 2025, 1],
    ['2026-11-21T07:05:00.000Z', 2026, 47],
  ])('%s is %d week %d', (at, year, week) => expect(isoWeek(at)).toEqual({ year, week }));
});

describe('what a person types is Swedish time', () => {
  it('in winter', () => expect(instantOf('2026-11-21', '12:00').toISOString()).toBe('2026-11-21T11:00:00.000Z'));
  it('in summer', () => expect(instantOf('2026-07-01', '12:00').toISOString()).toBe('2026-07-01T10:00:00.000Z'));
  it('means the first of the hour that comes twice', () =>
    expect(instantOf('2026-10-25', '02:30').toISOString()).toBe('2026-10-25T00:30:00.000Z'));
  it('moves the hour that never comes on', () => expect(timeText(instantOf('2026-03-29', '02:30'))).toBe('03:30'));
  it('starts a day at local midnight, also when the clock changes', () => {
    expect(startOfDay('2026-03-29').toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-10-26').toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });
});

describe('calendar dates', () => {
  it('adds over a month and a leap day', () => expect(addDays('2028-02-28', 2)).toBe('2028-03-01'));
  it('knows weekends', () => expect([isWeekend('2026-11-21'), isWeekend('2026-11-23')]).toEqual([true, false]));
});
