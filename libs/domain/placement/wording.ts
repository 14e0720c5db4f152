// Short texts in both languages for what ranking and queue say. Codes carry the meaning; the texts are for people.
import type { PlaceFeature, PlaceView } from '#contracts';
import { hour } from '../time/calendar.ts';
import { formatWait } from '../time/words.ts';

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

export const closureText: Record<NonNullable<PlaceView['closure']>['reason'], Said> = {
  staffing: said('bemanning', 'staffing'),
  maintenance: said('underhåll', 'maintenance'),
  infection: said('smitta', 'infection'),
  other: said('annat skäl', 'another reason'),
};

export const waited = (hours: number): Said => said(formatWait(hours * hour, 'sv'), formatWait(hours * hour, 'en'));

/** " (demensboende, enkelrum)" after a kind of place; nothing when any place of the kind will do. */
export const needsText = (needs: readonly PlaceFeature[] | undefined, language: keyof Said): string =>
  needs?.length ? ` (${needs.map((need) => featureText[need][language]).join(', ')})` : '';
