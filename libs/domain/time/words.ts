// Spans and moments in the words of the screens.
import { day, hour, localMoment, minute, type Millis } from './calendar.ts';

export type Language = 'sv' | 'en';

const units = {
  sv: { day: ['dygn', 'dygn'], hour: 'tim', minute: 'min' },
  en: { day: ['day', 'days'], hour: 'h', minute: 'min' },
} as const;

/** "4 dygn 2 tim", "17 tim", "25 min": the two largest units that tell something. */
export function formatWait(span: Millis, lang: Language = 'sv'): string {
  const words = units[lang];
  const whole = Math.max(0, span);
  const days = Math.floor(whole / day);
  const hours = Math.floor((whole % day) / hour);
  if (days > 0) return `${days} ${words.day[days === 1 ? 0 : 1]}${hours > 0 ? ` ${hours} ${words.hour}` : ''}`;
  if (hours > 0) return `${hours} ${words.hour}`;
  return `${Math.floor(whole / minute)} ${words.minute}`;
}

/** "2026-11-22 08:05" on a clock in Stockholm. */
export function formatMoment(at: Millis): string {
  const local = localMoment(at);
  return `${local.date} ${two(local.hour)}:${two(local.minute)}`;
}

const two = (number: number) => String(number).padStart(2, '0');
