// Personnummer and samordningsnummer in every form they are sent. A number that fails its check is kept as it came and only warned about.

export interface IdentityNumber {
  /** 12 digits when it could be read, else the text without blanks and hyphens. */
  readonly value: string;
  readonly valid: boolean;
  readonly birthDate: string | null;
}

/** `year`: the year of the message, which decides the century of a ten-digit number ("+" means a hundred years or more). */
export function readIdentityNumber(text: string, year: number): IdentityNumber {
  const match = /^(\d{2})?(\d{6})([-+]?)(\d{4})$/.exec(text.replace(/\s/g, ''));
  if (!match) return { value: text.replace(/[\s-]/g, '').toUpperCase(), valid: false, birthDate: null };
  const [, century, birth, sign, last] = match;
  const value = `${century ?? centuryOf(Number(birth!.slice(0, 2)), sign === '+', year)}${birth}${last}`;
  const birthDate = dateOf(value);
  return { value, valid: luhn(value.slice(2)) && birthDate !== null, birthDate };
}

function centuryOf(twoDigits: number, plus: boolean, year: number): string {
  const newest = year - ((((year - twoDigits) % 100) + 100) % 100);
  return String(Math.floor((newest - (plus ? 100 : 0)) / 100));
}

/** A samordningsnummer has 60 added to its day. */
function dateOf(value: string): string | null {
  const day = Number(value.slice(6, 8));
  const date = `${value.slice(0, 4)}-${value.slice(4, 6)}-${String(day > 60 ? day - 60 : day).padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date ? null : date;
}

export function luhn(digits: string): boolean {
  let sum = 0;
  for (const [i, char] of [...digits].entries()) {
    const doubled = Number(char) * (i % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
