// Whom to tell of an alert, when, and how long to go on trying. Pure: the shell sends.
import type { AlertView, NoticePolicy, Severity, UserRole } from '#contracts';
import type { AlertEventType } from './alert-revision.ts';
import { earlier, hoursBetween, plusSeconds } from './finding.ts';
import type { AlertPolicy } from './policy.ts';

export interface Recipient {
  readonly channel: 'mail' | 'webhook';
  /** Address or URL. */
  readonly target: string;
  /** Null gets everything. */
  readonly role: UserRole | null;
  readonly municipality: string | null;
  readonly minSeverity: Severity;
}

/** Who is told of this event: nobody when it is silenced, old news, or nothing a person must act on. */
export function recipientsOf(
  type: AlertEventType,
  alert: AlertView,
  told: { readonly occurredAt: string; readonly recordedAt: string; readonly worstToldBefore: Severity | null },
  now: string,
  recipients: readonly Recipient[],
  policy: AlertPolicy,
): Recipient[] {
  if (alert.silenced || !isWorthTelling(type, alert, told.worstToldBefore)) return [];
  const since = earlier(told.occurredAt, told.recordedAt);
  if (Date.parse(now) - Date.parse(since) > policy.tellWithinMinutes * 60_000) return [];
  return meantFor(alert, recipients);
}

/** Those whose role, municipality and gravity the alert concerns. */
export const meantFor = (alert: AlertView, recipients: readonly Recipient[]): Recipient[] =>
  recipients.filter(
    (r) =>
      (r.role === null || alert.audience.includes(r.role)) &&
      (r.municipality === null || r.municipality === alert.municipality) &&
      alert.severity >= r.minSeverity,
  );

/** Raised, worse than anything told before, handed up, and over again for those who were told. */
function isWorthTelling(type: AlertEventType, alert: AlertView, worstToldBefore: Severity | null): boolean {
  switch (type) {
    case 'AlertRaised':
    case 'AlertEscalated':
      return true;
    case 'AlertChanged':
      return alert.state !== 'snoozed' && alert.severity > (worstToldBefore ?? 0);
    case 'AlertResolved':
      return worstToldBefore !== null;
    default:
      return false;
  }
}

/** When to try again after the `attempts`th failure at `now`; null when the notice is to be given up. */
export function nextTryAt(
  firstAt: string,
  attempts: number,
  now: string,
  { retryAfterSeconds: waits, giveUpAfterHours }: NoticePolicy,
): string | null {
  const at = plusSeconds(now, waits[attempts - 1] ?? waits.at(-1)!);
  return hoursBetween(firstAt, at) > giveUpAfterHours ? null : at;
}

/** `manager=chef@example.org, placement-1382=a@b.se, all=c@d.se`. What cannot be read is named in `faults`. */
export function readMailTo(text: string): { recipients: Recipient[]; faults: string[] } {
  const recipients: Recipient[] = [];
  const faults: string[] = [];
  for (const part of text
    .split(',')
    .map((p) => p.trim())
    .filter(Boolean)) {
    const match = /^(all|coordinator|placement|manager|operator)(?:-(\d{4}))?\s*=\s*([^\s@,;<>]+@[^\s@,;<>]+)$/.exec(part);
    if (!match) faults.push(part.split('=')[0]!.slice(0, 40));
    else
      recipients.push({
        channel: 'mail',
        target: match[3]!,
        role: match[1] === 'all' ? null : (match[1] as UserRole),
        municipality: match[2] ?? null,
        minSeverity: 1,
      });
  }
  return { recipients, faults };
}
