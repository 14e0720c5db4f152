// Figures in the reader's language: `2 964` and `1 234,5` in Swedish, with a space that does not break.

export function numberText(value: number, language: string, decimals = 0): string {
  return new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'sv-SE', { maximumFractionDigits: decimals }).format(value);
}

/** A share of a whole, in whole per cent; nothing of nothing is nothing. */
export const percent = (part: number, whole: number): number => (whole > 0 ? Math.round((100 * part) / whole) : 0);

/** As people write it: `ÅÅÅÅMMDD-NNNN`. */
export const personNumberText = (twelve: string): string => twelve.replace(/^(\d{8})(\d{4})$/, '$1-$2');
