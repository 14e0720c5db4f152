// Short texts in both languages for what ranking and queue say. Codes carry the meaning; the texts are for people.
import type { PlaceFeature } from '#contracts';

export interface Said {
  readonly sv: string;
  readonly en: string;
}
export const said = (sv: string, en: string): Said => ({ sv, en });

export const featureText: Record<PlaceFeature, Said> = {
  dementia: said('demensboende', 'dementia unit'),
  lift: said('taklyft', 'ceiling lift'),
  'single-room': said('enkelrum', 'single room'),
  'ground-floor': said('markplan', 'ground floor'),
  finnish: said('finska talas', 'Finnish spoken'),
  'infection-room': said('isoleringsrum', 'isolation room'),
  oxygen: said('syrgas', 'oxygen'),
  couple: said('parboende', 'room for a couple'),
};

export const list = (texts: readonly Said[]): Said => said(texts.map((t) => t.sv).join(', '), texts.map((t) => t.en).join(', '));

/** `4 dygn 2 tim`; under a day only hours, under an hour `mindre än en timme`. */
export function waited(hours: number): Said {
  const whole = Math.floor(hours);
  if (whole < 1) return said('mindre än en timme', 'less than an hour');
  const [days, rest] = [Math.floor(whole / 24), whole % 24];
  const sv = [days ? `${days} dygn` : '', rest ? `${rest} tim` : ''].filter(Boolean).join(' ');
  const en = [days ? `${days} d` : '', rest ? `${rest} h` : ''].filter(Boolean).join(' ');
  return said(sv, en);
}
