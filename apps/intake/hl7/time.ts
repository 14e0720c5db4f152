// HL7 times: YYYY[MM[DD[HH[MM[SS[.s+]]]]]][+/-ZZZZ]. Without a zone they are wall-clock time in Sweden (Europe/Stockholm), whose rule since 1996
// is: summer time from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October. Pure arithmetic: no ICU call per message.

export type TimeFlag = 'ambiguous-hour' | 'missing-hour' | 'date-only';
export type Hl7Time =
  | {
      readonly ok: true;
      readonly instant: string;
      readonly precision: 'year' | 'month' | 'day' | 'time';
      readonly flags: readonly TimeFlag[];
    }
  | { readonly ok: false };

const FORM = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?)?)?)?([+-]\d{4})?$/;
const HOUR = 3_600_000;
const bad = { ok: false } as const;

/** `dateOnlyHour`: which hour of the day a bare date stands for. */
export function parseTime(text: string, dateOnlyHour = 0): Hl7Time {
  const match = FORM.exec(text.trim());
  if (!match) return bad;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const precision = day === undefined ? (month === undefined ? 'year' : 'month') : hour === undefined ? 'day' : 'time';
  const at = [
    Number(year),
    Number(month ?? 1),
    Number(day ?? 1),
    hour === undefined ? dateOnlyHour : Number(hour),
    Number(minute ?? 0),
    Number(second ?? 0),
  ];
  const local = utc(at, Number((fraction ?? '').slice(0, 3).padEnd(3, '0')));
  if (local === null) return bad;
  const flags: TimeFlag[] = precision === 'time' ? [] : ['date-only'];
  if (zone !== undefined) {
    const offset = zoneOffset(zone);
    return offset === null ? bad : { ok: true, instant: new Date(local - offset).toISOString(), precision, flags };
  }
  const { instant, flag } = fromStockholm(local);
  return { ok: true, instant: new Date(instant).toISOString(), precision, flags: flag ? [...flags, flag] : flags };
}

/** Milliseconds of a calendar reading, or null when there is no such date or time. Years outside 1900-2100 are slips of the key. */
function utc([year, month, day, hour, minute, second]: number[], ms: number): number | null {
  if (year! < 1900 || year! > 2100 || hour! > 23 || minute! > 59 || second! > 59) return null;
  const value = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms);
  const date = new Date(value);
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day ? value : null;
}

function zoneOffset(zone: string): number | null {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  if (hours > 14 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const lastSunday = (year: number, month: number) => {
  const end = new Date(Date.UTC(year, month + 1, 0));
  return Date.UTC(year, month, end.getUTCDate() - end.getUTCDay(), 1);
};

function fromStockholm(local: number): { instant: number; flag: TimeFlag | null } {
  const year = new Date(local).getUTCFullYear();
  const summer = lastSunday(year, 2);
  const winter = lastSunday(year, 9);
  // The wall clock skips 02:00-03:00 in March: read as winter time, it falls an hour later by the clock on the wall.
  if (local >= summer + HOUR && local < summer + 2 * HOUR) return { instant: local - HOUR, flag: 'missing-hour' };
  // 02:00-03:00 comes twice in October: the first is taken.
  if (local >= winter + HOUR && local < winter + 2 * HOUR) return { instant: local - 2 * HOUR, flag: 'ambiguous-hour' };
  const inSummer = local >= summer + 2 * HOUR && local < winter + 2 * HOUR;
  return { instant: local - (inSummer ? 2 : 1) * HOUR, flag: null };
}

/** A moment as HL7 writes it, in Swedish time with its offset. */
export function formatTime(date: Date): string {
  const year = date.getUTCFullYear();
  const summer = date.getTime() >= lastSunday(year, 2) && date.getTime() < lastSunday(year, 9);
  const local = new Date(date.getTime() + (summer ? 2 : 1) * HOUR).toISOString();
  return `${local.slice(0, 19).replace(/[-T:]/g, '')}${summer ? '+0200' : '+0100'}`;
}
