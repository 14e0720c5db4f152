// One change to an alert: the whole view as it becomes, one revision up, with its line on the timeline.
import type { AlertEvent, AlertView, SlussEvent } from '#contracts';

export type AlertEventType = AlertEvent['type'];
type Entry = AlertView['timeline'][number];

/** What is to be told: the shell gives it ids and a knowledge time and appends it. */
export interface AlertDraft {
  readonly type: AlertEventType;
  readonly at: string;
  readonly actor: string;
  readonly alert: AlertView;
}

export const isOpen = (alert: AlertView): boolean => alert.state !== 'resolved';

/** A long-lived alert changes figures hundreds of times; people read the last ones, and every event carries the whole list. */
const changesKept = 40;
const entriesKept = 200;

export function revise(
  alert: AlertView,
  type: AlertEventType,
  at: string,
  actor: string,
  patch: Partial<AlertView>,
  entry: Partial<Entry> & Pick<Entry, 'type'>,
): AlertDraft {
  const next = { ...alert, ...patch, revision: alert.revision + 1 };
  const line = { at, actor, severity: next.severity, count: next.count, until: null, assignee: null, ...entry };
  return { type, at, actor, alert: { ...next, timeline: withLine(alert.timeline, line) } };
}

/** Folds an alert's own events: each carries the view, so the highest revision wins whatever the order. */
export function evolveAlert(alert: AlertView | null, event: AlertEvent | SlussEvent<string, { alert: AlertView }>): AlertView {
  const told = event.data.alert;
  return alert !== null && alert.revision >= told.revision ? alert : told;
}

function withLine(timeline: readonly Entry[], line: Entry): Entry[] {
  const all = [...timeline, line];
  const surplus = all.filter((e) => e.type === 'changed').length - changesKept;
  let dropped = 0;
  const kept = surplus > 0 ? all.filter((e) => e.type !== 'changed' || dropped++ >= surplus) : all;
  // The first line says when it was raised and always stays.
  return kept.length > entriesKept ? [kept[0]!, ...kept.slice(kept.length - entriesKept + 1)] : kept;
}
