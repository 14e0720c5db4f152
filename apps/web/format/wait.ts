// How long somebody has waited, in the words staff use: "4 dygn 2 tim". Hours are cut, never rounded up: nobody has waited longer than they have.

export interface WaitWords {
  readonly day: string;
  readonly days: string;
  readonly hour: string;
  readonly minute: string;
}

const space = '\u00a0';

/** Hours (any fraction) to text. Under an hour in minutes, under a day in hours, else days and hours. */
export function waitText(hours: number, words: WaitWords): string {
  // A tenth of a second more, so that 2.9999999 hours from a division does not lose its hour.
  const minutes = Math.max(0, Math.floor(hours * 60 + 0.002));
  if (minutes < 60) return `${minutes}${space}${words.minute}`;
  const whole = Math.floor(minutes / 60);
  if (whole < 24) return `${whole}${space}${words.hour}`;
  const days = Math.floor(whole / 24);
  return `${days}${space}${days === 1 ? words.day : words.days} ${whole % 24}${space}${words.hour}`;
}

/** The same without the hours from three days on, where they say nothing. */
export function roughWait(hours: number, words: WaitWords): string {
  const days = Math.floor(hours / 24);
  return days < 3 ? waitText(hours, words) : `${days}${space}${words.days}`;
}

export const hoursBetween = (from: string | number | Date, to: string | number | Date): number =>
  (new Date(to).getTime() - new Date(from).getTime()) / 3_600_000;
