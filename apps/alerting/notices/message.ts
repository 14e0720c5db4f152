// What a notice says, by mail and by webhook. No person: cases by their reference only, and a link for those who may see more.
import type { AlertEvent, AlertView } from '#contracts';
import { alerting, caseRefOf, formatMoment, millisOf } from '#domain';
import type { Message } from './delivery.ts';

const casesTold = 10;

/** What is told: an event of the alert's life, or that nobody has taken it on yet. */
export interface About {
  readonly type: AlertEvent['type'] | 'Repeated';
  readonly alert: AlertView;
  readonly occurredAt: string;
}

export function messageFor(
  channel: 'mail' | 'webhook',
  event: About,
  names: alerting.AlertNames,
  publicUrl: string,
  policyAt: alerting.AlertPolicyAt,
): Message {
  const { alert } = event;
  const link = `${publicUrl}/larm/${encodeURIComponent(alert.alertId)}`;
  return channel === 'mail'
    ? { mail: mailFor(event.type, alert, names, event.occurredAt, link, policyAt), webhook: null }
    : { mail: null, webhook: payloadFor(event, link) };
}

const headings: Partial<Record<About['type'], string>> = {
  AlertRaised: 'Nytt larm',
  AlertChanged: 'Larm förvärrat',
  AlertEscalated: 'Larm eskalerat',
  AlertResolved: 'Larm löst',
  Repeated: 'Påminnelse, ingen har kvitterat',
};

function mailFor(
  type: About['type'],
  alert: AlertView,
  names: alerting.AlertNames,
  at: string,
  link: string,
  policyAt: alerting.AlertPolicyAt,
) {
  const text = alerting.alertText(alert, names, at, 'sv', policyAt);
  const severity = alerting.severityText(alert.severity, 'sv');
  const moment = (instant: string) => formatMoment(millisOf(instant));
  const more = alert.journeys.length - casesTold;
  const lines =
    type === 'AlertResolved'
      ? [`Löst automatiskt ${moment(at)}.`, `Larmet gällde sedan ${moment(alert.since)}.`]
      : [
          `${severity}. ${text.summary}.`,
          `Sedan ${moment(alert.since)}. Villkor: ${text.condition}.`,
          '',
          `Nästa steg: ${text.nextStep}`,
          `Ägare: ${text.owner}`,
          ...(text.clears.length ? ['', 'Vad skulle lösa det?', ...text.clears.map((line) => `- ${line}`)] : []),
          ...(alert.journeys.length
            ? ['', `Ärenden: ${alert.journeys.slice(0, casesTold).map(caseRefOf).join(', ')}${more > 0 ? ` och ${more} till` : ''}`]
            : []),
          '',
          'Gör så här:',
          ...text.runbook.map((line, i) => `${i + 1}. ${line}`),
        ];
  return { subject: `${headings[type] ?? 'Larm'}: ${text.title} (${severity})`, text: [text.title, '', ...lines, '', link, ''].join('\n') };
}

/** Thin: codes, counts and a link. Under 20 kB whatever the alert holds. */
function payloadFor(event: About, link: string): Record<string, unknown> {
  const { alert } = event;
  return {
    type: `alert.${event.type.replace('Alert', '').toLowerCase()}`,
    timestamp: event.occurredAt,
    data: {
      alertId: alert.alertId,
      rule: alert.rule,
      severity: alert.severity,
      state: alert.state,
      since: alert.since,
      municipality: alert.municipality,
      sourceId: alert.sourceId,
      kind: alert.kind,
      count: alert.count,
      free: alert.free,
      expectedAt: alert.expectedAt,
      cause: alert.cause,
      owner: alert.owner,
      nextStep: alert.nextStep,
      clears: alert.clears.slice(0, casesTold),
      cases: alert.journeys.slice(0, casesTold).map(caseRefOf),
      revision: alert.revision,
      url: link,
    },
  };
}
