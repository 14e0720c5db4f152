// What people do with an alert: each act is decided here into events or a refusal with a reason the screen can show.
import type { AlertView } from '#contracts';
import { type AlertDraft, isOpen, revise } from './alert-revision.ts';
import { plusSeconds } from './finding.ts';
import { escalate, escalatesAt, lapsesAt } from './life-cycle.ts';
import type { AlertPolicy } from './policy.ts';
import { silenceRefusal } from './silence.ts';

export type AlertCommand =
  | { readonly act: 'acknowledge' }
  | { readonly act: 'unacknowledge' }
  | { readonly act: 'assign'; readonly assignee: string }
  | { readonly act: 'snooze'; readonly minutes: number }
  | { readonly act: 'escalate' }
  | { readonly act: 'silence'; readonly until: string }
  | { readonly act: 'note' };

export type AlertRefusal = 'resolved' | 'not-taken-on' | 'ends-before-now' | 'too-long';
export type Decided = { readonly drafts: readonly AlertDraft[] } | { readonly refused: AlertRefusal };

/** `actor` is `user:<login>`. Doing what is already done is no event and no refusal. */
export function decideAlert(command: AlertCommand, alert: AlertView, at: string, actor: string, policy: AlertPolicy): Decided {
  // What was done about it may be written down afterwards too.
  if (command.act === 'note') return told(revise(alert, 'AlertNoted', at, actor, {}, { type: 'noted' }));
  if (!isOpen(alert)) return { refused: 'resolved' };
  switch (command.act) {
    case 'acknowledge': {
      if (alert.state === 'acknowledged') return { drafts: [] };
      const patch = { state: 'acknowledged' as const, snoozedUntil: null, escalatesAt: null };
      return told(revise(alert, 'AlertAcknowledged', at, actor, patch, { type: 'acknowledged', until: lapsesAt(at, policy) }));
    }
    case 'unacknowledge': {
      if (alert.state !== 'acknowledged' && alert.state !== 'assigned') return { refused: 'not-taken-on' };
      const patch = { state: 'new' as const, assignee: null, escalatesAt: escalatesAt(alert.escalations, at, policy) };
      return told(revise(alert, 'AlertUnacknowledged', at, actor, patch, { type: 'unacknowledged' }));
    }
    case 'assign': {
      if (alert.state === 'assigned' && alert.assignee === command.assignee) return { drafts: [] };
      const patch = { state: 'assigned' as const, assignee: command.assignee, snoozedUntil: null, escalatesAt: null };
      return told(revise(alert, 'AlertAssigned', at, actor, patch, { type: 'assigned', assignee: command.assignee }));
    }
    case 'snooze': {
      const until = plusSeconds(at, command.minutes * 60);
      const patch = { state: 'snoozed' as const, snoozedUntil: until, escalatesAt: null };
      return told(revise(alert, 'AlertSnoozed', at, actor, patch, { type: 'snoozed', until }));
    }
    case 'escalate':
      return told(escalate(alert, at, actor, policy));
    case 'silence': {
      const refused = silenceRefusal(at, command.until, policy);
      if (refused) return { refused };
      return told(revise(alert, 'AlertSilenced', at, actor, { silenced: true }, { type: 'silenced', until: command.until }));
    }
  }
}

const told = (draft: AlertDraft): Decided => ({ drafts: [draft] });
