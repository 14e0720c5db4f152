import { hoursBetween, roughWait, waitText } from './wait.ts';

const words = { day: 'dygn', days: 'dygn', hour: 'tim', minute: 'min' };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('how long somebody has waited', () => {
  it.each([
    [0, '0 min'],
    [0.75, '45 min'],
    [0.9999, '59 min'],
    [1, '1 tim'],
    [22.4, '22 tim'],
    [24, '1 dygn 0 tim'],
    [47.99, '1 dygn 23 tim'],
    [98, '4 dygn 2 tim'],
    [72, '3 dygn 0 tim'],
  ])('%p hours read "%s"', (hours, text) => expect(plain(waitText(hours, words))).toBe(text));

  it('does not lose an hour to a division', () => expect(plain(waitText((0.1 + 0.2) * 10, words))).toBe('3 tim'));
  it('never runs backwards when the clock does', () => expect(plain(waitText(-5, words))).toBe('0 min'));
  it('keeps number and unit on one line', () => expect(waitText(98, words)).toBe('4\u00a0dygn 2\u00a0tim'));
  it('is rough from three days on', () => {
    expect(plain(roughWait(71, words))).toBe('2 dygn 23 tim');
    expect(plain(roughWait(980, words))).toBe('40 dygn');
  });
  it('counts hours between instants', () => expect(hoursBetween('2026-11-17T05:05:00.000Z', '2026-11-21T07:05:00.000Z')).toBe(98));
});
