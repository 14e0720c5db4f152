// Which version of a policy holds at a moment. Entries are data with a validity period; a rule is asked with the one in force at the time it judges.
import type { AlertPolicy, CarePolicy, NoticePolicy, PlacementPolicy, PolicyEntries, RetentionPolicy } from '#contracts';
import { localDate, millisOf } from '../time/calendar.ts';

interface Period {
  /** First local date it holds on, and the date it no longer does; null for no end. */
  readonly validFrom: string;
  readonly validTo: string | null;
}

export const isValidOn = ({ validFrom, validTo }: Period, date: string): boolean =>
  validFrom <= date && (validTo === null || date < validTo);

/** Of an area whose entries follow one another without a gap. What happened before the first is judged by the first. */
export function inForce<E extends Period>(entries: readonly E[], at: string): E {
  const date = localDate(millisOf(at));
  return entries.find((entry) => isValidOn(entry, date)) ?? entries.reduce((a, b) => (b.validFrom < a.validFrom ? b : a));
}

export const alertPolicyAt = (policy: PolicyEntries, at: string): AlertPolicy => inForce(policy.alerting, at);
export const carePolicyAt = (policy: PolicyEntries, at: string): CarePolicy => inForce(policy.care, at);
export const noticePolicyAt = (policy: PolicyEntries, at: string): NoticePolicy => inForce(policy.notices, at);
export const retentionPolicyAt = (policy: PolicyEntries, at: string): RetentionPolicy => inForce(policy.retention, at);

/** The municipality's own rules for giving places, or those that hold for all. */
export function placementPolicyAt(policy: PolicyEntries, municipality: string, at: string): PlacementPolicy {
  const date = localDate(millisOf(at));
  const own = policy.placement.find((entry) => entry.municipality === municipality && isValidOn(entry, date));
  return (
    own ??
    inForce(
      policy.placement.filter((entry) => entry.municipality === null),
      at,
    )
  );
}
