// What alerting is set to is policy; here is how its ladder is read.
import type { AlertPolicy, PlacementPolicy, RuleTerms, Severity } from '#contracts';

export type { AlertPolicy } from '#contracts';
/** The policy in force at a moment: time passes through many when history is read. */
export type AlertPolicyAt = (at: string) => AlertPolicy;

/** The policies an alert desk judges by: its own, and placement's for the order in which places are given. */
export interface DeskPolicies {
  readonly alerts: AlertPolicyAt;
  readonly queue: (municipality: string, at: string) => PlacementPolicy;
}

export function severityOf(terms: RuleTerms, count: number, oldestHours: number): Severity {
  const rung = terms.ladder.find(
    (r) =>
      (r.count === undefined && r.oldestHours === undefined) ||
      (r.count !== undefined && count >= r.count) ||
      (r.oldestHours !== undefined && oldestHours >= r.oldestHours),
  );
  return rung?.severity ?? 1;
}
