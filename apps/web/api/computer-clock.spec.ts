import { clockAway } from './computer-clock.ts';

describe('the clock of the reader’s computer', () => {
  const noon = new Date('2026-11-21T11:00:00Z');
  it('that reads Swedish time, or nearly, is nothing to speak of', () => {
    expect(clockAway('2026-11-21 12:00', noon)).toBeNull();
    expect(clockAway('2026-11-21 12:04', noon)).toBeNull();
  });
  it('that is wrong, or set to another country, is told as it reads', () => {
    expect(clockAway('2026-11-21 12:06', noon)).toBe('2026-11-21 12:06');
    expect(clockAway('2026-11-21 06:00', noon)).toBe('2026-11-21 06:00');
    expect(clockAway('2020-01-01 12:00', noon)).toBe('2020-01-01 12:00');
  });
  it('is right in both of the hours that October has twice', () => {
    expect(clockAway('2026-10-25 02:30', new Date('2026-10-25T00:30:00Z'))).toBeNull();
    expect(clockAway('2026-10-25 02:30', new Date('2026-10-25T01:30:00Z'))).toBeNull();
  });
});
