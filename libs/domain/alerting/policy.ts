// What alerting is set to: terms per rule, the severity ladder, escalation and limits. Data, so that a region can differ without code.
import type { AlertRuleId, Severity, UserRole } from '#contracts';

/** One rung of the ladder: reached when any of its figures is. */
export interface Rung {
  readonly severity: Severity;
  readonly count?: number;
  readonly oldestHours?: number;
}

export interface RuleTerms {
  /** How long the condition must have held before anyone is told. */
  readonly forSeconds: number;
  /** How long it must have been gone before the alert closes: shorter, and a place that is freed and filled at once makes two alerts. */
  readonly keepSeconds: number;
  readonly audience: readonly UserRole[];
  /** Highest rung first; the last one is what the rule starts at. */
  readonly ladder: readonly Rung[];
}

export interface AlertPolicy {
  readonly rules: Readonly<Record<AlertRuleId, RuleTerms>>;
  /** From discharge-ready to discharged; red badge of the queue. */
  readonly waitLimitHours: number;
  /** How far the foreseen shortage looks. */
  readonly horizonHours: number;
  readonly silentAfterMinutes: number;
  readonly silentAfterMinutesBySource: Readonly<Record<string, number>>;
  /** An acknowledgement that leads to nothing goes back to new. */
  readonly acknowledgedForHours: number;
  /** Minutes without an acknowledgement before each step up. */
  readonly escalateAfterMinutes: readonly number[];
  readonly silenceMaxDays: number;
  /** Nobody is told of what happened or became known longer ago than this (history being read in, a long stop). */
  readonly tellWithinMinutes: number;
}

const flowRoles: readonly UserRole[] = ['coordinator', 'placement', 'manager'];

export const defaultAlertPolicy: AlertPolicy = {
  rules: {
    'short-term-shortage': {
      forSeconds: 30,
      keepSeconds: 60,
      audience: flowRoles,
      ladder: [
        { severity: 4, count: 8, oldestHours: 168 },
        { severity: 3, count: 4, oldestHours: 72 },
        { severity: 2, count: 2, oldestHours: 24 },
        { severity: 1 },
      ],
    },
    'short-term-shortage-ahead': {
      forSeconds: 600,
      keepSeconds: 1800,
      audience: flowRoles,
      ladder: [{ severity: 3, count: 4 }, { severity: 2, count: 2 }, { severity: 1 }],
    },
    'wait-over-limit': {
      forSeconds: 0,
      keepSeconds: 60,
      audience: flowRoles,
      ladder: [{ severity: 4, count: 8, oldestHours: 336 }, { severity: 3, count: 3, oldestHours: 168 }, { severity: 2 }],
    },
    'source-silent': {
      forSeconds: 0,
      keepSeconds: 60,
      audience: ['coordinator', 'manager', 'operator'],
      ladder: [{ severity: 3, oldestHours: 4 }, { severity: 2 }],
    },
  },
  waitLimitHours: 72,
  horizonHours: 48,
  silentAfterMinutes: 60,
  silentAfterMinutesBySource: {},
  acknowledgedForHours: 8,
  escalateAfterMinutes: [30, 120],
  silenceMaxDays: 7,
  tellWithinMinutes: 15,
};

export function severityOf(terms: RuleTerms, count: number, oldestHours: number): Severity {
  const rung = terms.ladder.find(
    (r) =>
      (r.count === undefined && r.oldestHours === undefined) ||
      (r.count !== undefined && count >= r.count) ||
      (r.oldestHours !== undefined && oldestHours >= r.oldestHours),
  );
  return rung?.severity ?? 1;
}
