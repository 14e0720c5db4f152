// An alert's life without people: raised when its condition has held, changed when a reader would notice, woken, escalated, and resolved when the
// condition has been gone. `step` is asked at every event that touches the subject and at every moment it named itself; it reads no clock.
import type { AlertRuleId, AlertView } from '#contracts';
import { chainImprint } from '../causes/gates.ts';
import { localDate, millisOf } from '../time/calendar.ts';
import { type AlertDraft, isOpen, revise } from './alert-revision.ts';
import { alertIdOf, type Finding, fingerprintOf, firstOf, earlier, later, plusHours, plusSeconds, type Subject } from './finding.ts';
import type { AlertPolicy } from './policy.ts';

/** What is remembered of one rule and subject between checks. */
export interface Watch {
  /** Since when the condition has held without a break; null while it does not. */
  readonly holdsSince: string | null;
  /** Since when an open alert's condition has been gone; null while it holds. */
  readonly goneSince: string | null;
  /** When the last alert's condition ended: a new one cannot have begun before. */
  readonly endedAt: string | null;
  /** What the open alert's advice rested on when it was last looked at; absent while none is open. */
  readonly restsOn?: string;
}

export const newWatch: Watch = { holdsSince: null, goneSince: null, endedAt: null };

export interface Checked {
  readonly rule: AlertRuleId;
  readonly subject: Subject;
  readonly watch: Watch;
  /** The open alert of this fingerprint, or null. */
  readonly alert: AlertView | null;
  readonly finding: Finding | null;
  /** Until when a silence covers this rule and subject, or null. */
  readonly silencedUntil: string | null;
  readonly at: string;
  readonly policy: AlertPolicy;
}

export interface Step {
  readonly watch: Watch;
  readonly alert: AlertView | null;
  readonly drafts: readonly AlertDraft[];
  /** The next moment at which this alert changes though nothing happens; null when there is none. */
  readonly nextAt: string | null;
}

export function step(checked: Checked): Step {
  return checked.alert !== null && isOpen(checked.alert) ? tend(checked, checked.alert) : awaitRaise(checked);
}

function awaitRaise(checked: Checked): Step {
  const { finding, at, policy, rule, watch } = checked;
  if (finding === null || finding.stale)
    return { watch: { ...watch, holdsSince: null, goneSince: null }, alert: null, drafts: [], nextAt: null };
  const since = earlier(later(finding.since, watch.endedAt), watch.holdsSince);
  const dueAt = plusSeconds(since, policy.rules[rule].forSeconds);
  if (at < dueAt) return { watch: { ...watch, holdsSince: since, goneSince: null }, alert: null, drafts: [], nextAt: dueAt };
  const draft = raise(checked, finding, since);
  return {
    watch: { ...watch, holdsSince: since, goneSince: null, restsOn: finding.restsOn },
    alert: draft.alert,
    drafts: [draft],
    nextAt: timersOf(draft.alert, null, checked),
  };
}

function raise(checked: Checked, finding: Finding, since: string): AlertDraft {
  const { rule, subject, at, policy, silencedUntil } = checked;
  const alert: AlertView = {
    ...figuresOf(finding),
    alertId: alertIdOf(rule, subject, since),
    rule,
    fingerprint: fingerprintOf(rule, subject),
    state: 'new',
    silenced: silencedUntil !== null,
    since,
    raisedAt: at,
    changedAt: at,
    changes: 0,
    audience: [...policy.rules[rule].audience],
    assignee: null,
    snoozedUntil: null,
    escalatesAt: escalatesAt(0, at, policy),
    escalations: 0,
    resolvedAt: null,
    timeline: [],
    revision: 0,
  };
  const draft = revise(alert, 'AlertRaised', at, actorOf(rule), {}, { type: 'raised' });
  return draft;
}

function tend(checked: Checked, open: AlertView): Step {
  const { finding, at, rule, policy, watch } = checked;
  const drafts: AlertDraft[] = [];
  let alert = open;
  const tell = (draft: AlertDraft | null) => {
    if (!draft) return;
    drafts.push(draft);
    alert = draft.alert;
  };

  const goneSince = finding === null ? (watch.goneSince ?? at) : null;
  if (goneSince !== null && at >= plusSeconds(goneSince, policy.rules[rule].keepSeconds)) {
    tell(resolve(alert, at));
    return { watch: { holdsSince: null, goneSince: null, endedAt: goneSince }, alert: null, drafts, nextAt: null };
  }
  const before = alert.severity;
  const news = finding !== null && !finding.stale ? finding : null;
  if (news) tell(change(alert, news, at, watch.restsOn));
  tell(coverBySilence(alert, checked));
  tell(wake(alert, before, at, policy));
  tell(lapse(alert, at, policy));
  tell(escalateUnanswered(alert, at, policy));
  const restsOn = news?.restsOn ?? watch.restsOn;
  return { watch: { ...watch, goneSince, restsOn }, alert, drafts, nextAt: timersOf(alert, goneSince, checked) };
}

/**
 * A new line only when a reader would notice: how many and who, how grave, how many free, which gate, or what would clear it. Other figures ride along
 * with the next one. The advice is worked out again only when what it rested on is no longer the same.
 */
function change(alert: AlertView, finding: Finding, at: string, restedOn: string | undefined): AlertDraft | null {
  const same =
    alert.count === finding.count &&
    alert.severity === finding.severity &&
    alert.free === finding.free &&
    rootOf(alert) === rootOf(finding) &&
    alert.journeys.join() === finding.journeys.join();
  if (same && restedOn === finding.restsOn) return null;
  const figures = figuresOf(finding);
  if (same && wordsOf(figures) === wordsOf(alert)) return null;
  return revise(
    alert,
    'AlertChanged',
    at,
    actorOf(alert.rule),
    { ...figures, changedAt: at, changes: alert.changes + 1 },
    { type: 'changed' },
  );
}

/** What is said of it beside its figures. */
const wordsOf = (alert: Pick<AlertView, 'cause' | 'clears' | 'owner' | 'nextStep' | 'expectedAt'>): string =>
  JSON.stringify([
    chainImprint(alert.cause.chain),
    alert.clears.map((relief) => Object.entries(relief).sort()),
    alert.owner.role,
    alert.owner.organisation,
    alert.nextStep,
    alert.expectedAt && localDate(millisOf(alert.expectedAt)),
  ]);

const resolve = (alert: AlertView, at: string): AlertDraft =>
  revise(
    alert,
    'AlertResolved',
    at,
    actorOf(alert.rule),
    { state: 'resolved', resolvedAt: at, snoozedUntil: null, escalatesAt: null },
    { type: 'resolved' },
  );

function coverBySilence(alert: AlertView, { silencedUntil, at, policy }: Checked): AlertDraft | null {
  const silenced = silencedUntil !== null;
  if (silenced === alert.silenced) return null;
  const actor = actorOf(alert.rule);
  if (silenced) return revise(alert, 'AlertSilenced', at, actor, { silenced }, { type: 'silenced', until: silencedUntil });
  const patch = alert.state === 'new' ? { silenced, escalatesAt: escalatesAt(alert.escalations, at, policy) } : { silenced };
  return revise(alert, 'AlertChanged', at, actor, patch, { type: 'changed' });
}

/** A snoozed alert wakes when its time is up, or at once when it has grown worse than what was put aside. */
function wake(alert: AlertView, before: number, at: string, policy: AlertPolicy): AlertDraft | null {
  if (alert.state !== 'snoozed' || alert.snoozedUntil === null) return null;
  if (at < alert.snoozedUntil && alert.severity <= before) return null;
  const patch = { state: 'new' as const, snoozedUntil: null, escalatesAt: escalatesAt(alert.escalations, at, policy) };
  return revise(alert, 'AlertWoke', at, actorOf(alert.rule), patch, { type: 'woke' });
}

/** An acknowledgement that led nowhere goes back to new, so that the alert is not forgotten in somebody's hands. */
function lapse(alert: AlertView, at: string, policy: AlertPolicy): AlertDraft | null {
  const until = acknowledgedUntil(alert);
  if (until === null || at < until) return null;
  const patch = { state: 'new' as const, escalatesAt: escalatesAt(alert.escalations, at, policy) };
  return revise(alert, 'AlertUnacknowledged', at, actorOf(alert.rule), patch, { type: 'unacknowledged' });
}

function escalateUnanswered(alert: AlertView, at: string, policy: AlertPolicy): AlertDraft | null {
  if (alert.state !== 'new' || alert.silenced || alert.escalatesAt === null || at < alert.escalatesAt) return null;
  return escalate(alert, at, actorOf(alert.rule), policy);
}

/** One step up, to those who answer for the whole: by itself or by hand. */
export function escalate(alert: AlertView, at: string, actor: string, policy: AlertPolicy): AlertDraft {
  const escalations = alert.escalations + 1;
  const patch = {
    state: 'new' as const,
    snoozedUntil: null,
    escalations,
    audience: alert.audience.includes('manager') ? alert.audience : [...alert.audience, 'manager' as const],
    escalatesAt: escalatesAt(escalations, at, policy),
  };
  return revise(alert, 'AlertEscalated', at, actor, patch, { type: 'escalated' });
}

/** When the next step up is due for an alert that has been new since `at`; null after the last one. */
export function escalatesAt(escalations: number, at: string, policy: AlertPolicy): string | null {
  const minutes = policy.escalateAfterMinutes[escalations];
  return minutes === undefined ? null : plusSeconds(at, minutes * 60);
}

export const acknowledgedUntil = (alert: AlertView): string | null =>
  alert.state === 'acknowledged' ? (alert.timeline.findLast((e) => e.type === 'acknowledged')?.until ?? null) : null;

export const lapsesAt = (at: string, policy: AlertPolicy): string => plusHours(at, policy.acknowledgedForHours);

const actorOf = (rule: AlertRuleId) => `rule:${rule}`;

export const rootOf = (about: { cause: AlertView['cause'] }): string => {
  const root = about.cause.chain.find((gate) => gate.root);
  return root ? `${root.kind}@${root.municipality}` : about.cause.gate;
};

function figuresOf(finding: Finding) {
  const { since: _since, stale: _stale, restsOn: _restsOn, advise, ...figures } = finding;
  return { ...figures, ...advise() };
}

function timersOf(alert: AlertView, goneSince: string | null, { policy, rule, silencedUntil }: Checked): string | null {
  return firstOf([
    goneSince === null ? null : plusSeconds(goneSince, policy.rules[rule].keepSeconds),
    alert.state === 'snoozed' ? alert.snoozedUntil : null,
    acknowledgedUntil(alert),
    alert.state === 'new' && !alert.silenced ? alert.escalatesAt : null,
    silencedUntil,
  ]);
}
