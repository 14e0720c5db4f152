// What a rule found: everything an alert says but what people have done about it.
import type { AlertRuleId, AlertView, Severity } from '#contracts';

export interface Finding extends Pick<
  AlertView,
  'municipality' | 'sourceId' | 'kind' | 'count' | 'journeys' | 'oldestSince' | 'free' | 'places' | 'expectedAt' | 'cause'
> {
  readonly severity: Severity;
  /** Since when it has held, as far as the data can vouch for. */
  readonly since: string;
  /** True when it rests on sources that have gone silent: such figures raise and change nothing. */
  readonly stale: boolean;
  /** What the advice and the words rest on beside the figures: while this is the same, so are they. */
  readonly restsOn: string;
  /** What would clear it and who goes next. Asked only when it is to be told: the counterfactuals cost more than the rest of the check. */
  readonly advise: () => Advice;
}

export type Advice = Pick<AlertView, 'clears' | 'owner' | 'nextStep'>;

/** What an alert is about: a municipality or a source. One open alert per rule and subject. */
export type Subject = { readonly kind: 'municipality'; readonly id: string } | { readonly kind: 'source'; readonly id: string };

export const subjectOf = (about: { municipality: string | null; sourceId: string | null }): Subject =>
  about.sourceId === null ? { kind: 'municipality', id: about.municipality ?? '' } : { kind: 'source', id: about.sourceId };

export const fingerprintOf = (rule: AlertRuleId, subject: Subject): string => `${rule}:${subject.id}`;

/** Rule, subject and start: the same trouble seen twice is one alert. Readable on purpose, and within 64 characters. */
export const alertIdOf = (rule: AlertRuleId, subject: Subject, since: string): string =>
  `${rule}.${subject.id.slice(0, 26) || 'unknown'}.${Date.parse(since).toString(36)}`;

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const later = (a: string, b: string | null): string => (b !== null && b > a ? b : a);
export const earlier = (a: string, b: string | null): string => (b !== null && b < a ? b : a);
/** The first of the instants given, null when there is none. */
export const firstOf = (instants: readonly (string | null)[]): string | null =>
  instants.reduce<string | null>((first, at) => (at === null ? first : earlier(at, first)), null);

export const plusSeconds = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();
export const plusHours = (at: string, hours: number): string => plusSeconds(at, hours * 3600);
export const hoursBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 3_600_000);
