// Silences: while one covers an alert it is still raised and shown, but nobody is told and nothing escalates.
import type { AlertRuleId } from '#contracts';
import { plusHours } from './finding.ts';
import type { AlertPolicy } from './policy.ts';

export interface Silence {
  readonly silenceId: string;
  /** Null covers every rule, or every municipality. */
  readonly rule: AlertRuleId | null;
  readonly municipality: string | null;
  /** Only this rule and subject: for alerts that are about no municipality. Null when the two above say enough. */
  readonly fingerprint: string | null;
  readonly from: string;
  readonly until: string;
}

const covers = (silence: Silence, rule: AlertRuleId, municipality: string | null, fingerprint: string, at: string): boolean =>
  silence.from <= at &&
  at < silence.until &&
  (silence.rule === null || silence.rule === rule) &&
  (silence.municipality === null || silence.municipality === municipality) &&
  (silence.fingerprint === null || silence.fingerprint === fingerprint);

/** Until when the alert is covered by those in force; null when by none. */
export function silencedUntil(
  silences: readonly Silence[],
  rule: AlertRuleId,
  municipality: string | null,
  fingerprint: string,
  at: string,
): string | null {
  const ends = silences.filter((s) => covers(s, rule, municipality, fingerprint, at)).map((s) => s.until);
  return ends.length ? ends.reduce((a, b) => (a > b ? a : b)) : null;
}

/** Why a silence may not be set, or null. A silence without a near end is a broken alert. */
export function silenceRefusal(at: string, until: string, policy: AlertPolicy): 'ends-before-now' | 'too-long' | null {
  if (until <= at) return 'ends-before-now';
  return until > plusHours(at, policy.silenceMaxDays * 24) ? 'too-long' : null;
}
