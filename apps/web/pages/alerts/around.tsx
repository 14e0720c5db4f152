// Around an alert: the runbook, its life so far, the cases it is about, the notices sent.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AlertDetail } from '#contracts';
import { serverNow } from '../../api/server-clock.ts';
import { useAsker, useSession } from '../../api/session.ts';
import { dateTimeText, nearTimeText } from '../../format/dates.ts';
import { useWords, type Words } from '../../i18n/use-words.ts';
import { foldChanges } from './fold-changes.ts';
import { NoteButton } from './note.tsx';

/** Ticks are a help for who works through the list; they are nobody else's business and stay on this computer. */
export function Runbook({ alert }: { alert: AlertDetail }) {
  const { t } = useWords();
  const key = `sluss.runbook.${alert.alertId}`;
  const [done, setDone] = useState<readonly number[]>(() => read(key));
  if (alert.text.runbook.length === 0) return null;
  const toggle = (index: number) => {
    const next = done.includes(index) ? done.filter((one) => one !== index) : [...done, index];
    setDone(next);
    try {
      sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Kept until the page closes.
    }
  };
  return (
    <section className="panel" aria-labelledby="t-gor">
      <header>
        <h3 id="t-gor">{t('alerts.runbookTitle')}</h3>
        <span className="mut">{t('alerts.runbookDone', { done: done.length, all: alert.text.runbook.length })}</span>
      </header>
      <ol className="steps">
        {alert.text.runbook.map((step, index) => (
          <li key={step} className={done.includes(index) ? 'done' : undefined}>
            <label>
              <input type="checkbox" checked={done.includes(index)} onChange={() => toggle(index)} /> <span>{step}</span>
            </label>
          </li>
        ))}
      </ol>
      <p className="in note mut sm">{t('alerts.runbookNote')}</p>
    </section>
  );
}

function read(key: string): number[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is number => typeof one === 'number') : [];
  } catch {
    return [];
  }
}

export function Timeline({ alert }: { alert: AlertDetail }) {
  const words = useWords();
  const { t } = words;
  const logins = useSession()?.logins ?? [];
  const who = (actor: string) =>
    actor.startsWith('user:') ? (logins.find((one) => one.login === actor.slice(5))?.name ?? actor.slice(5)) : null;
  return (
    <section className="panel" aria-labelledby="t-liv">
      <header>
        <h3 id="t-liv">{t('alerts.timelineTitle')}</h3>
        <NoteButton alertId={alert.alertId} />
      </header>
      <ol className="tl">
        {foldChanges(alert.timeline).map(({ entry, times }, index) => (
          <li key={index}>
            <time dateTime={entry.at}>{dateTimeText(entry.at)}</time>
            <span>
              <b>{times > 1 ? t('alerts.changedTimes', { count: times }) : t(`alerts.step.${entry.type}`)}</b>
              {detailsOf(entry, words).map((text) => `, ${text}`)}
              {who(entry.actor) && ` ${t('shell.by')} ${who(entry.actor)}`}
              {entry.type === 'noted' && <Said text={alert.notes.find((one) => one.at === entry.at)?.text} />}
            </span>
          </li>
        ))}
        {alert.escalatesAt && alert.state === 'new' && (
          <li className="next">
            <time dateTime={alert.escalatesAt}>{dateTimeText(alert.escalatesAt)}</time>
            <span>{t('alerts.willEscalate')}</span>
          </li>
        )}
      </ol>
    </section>
  );
}

/** What somebody wrote: apart from the sentence around it, in whatever direction it is written. */
const Said = ({ text }: { text: string | undefined }) => text && <bdi className="said">{text}</bdi>;

function detailsOf(entry: AlertDetail['timeline'][number], { t }: Words): string[] {
  return [
    entry.severity && t('alerts.toSeverity', { severity: t(`codes.severity.${entry.severity}`) }),
    entry.count !== null && entry.count > 0 && t('alerts.toCount', { count: entry.count }),
    entry.assignee && t('alerts.to', { who: entry.assignee }),
    entry.until && t('alerts.until', { at: nearTimeText(entry.until, serverNow()) }),
  ].filter((text): text is string => typeof text === 'string');
}

export function Cases({ alert }: { alert: AlertDetail }) {
  const { t, wait } = useWords();
  const asker = useAsker();
  if (alert.cases.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="t-ber">
      <header>
        <h3 id="t-ber">{t('alerts.casesTitle')}</h3>
        <span className="mut sm">
          {t('alerts.casesNote')}{' '}
          <Link to="/ko" search={{ state: 'waiting', municipality: alert.municipality ?? undefined, target: alert.kind ?? undefined }}>
            {t('alerts.showInQueue')}
          </Link>
        </span>
      </header>
      <ul className="cases">
        {alert.cases.map((one) => (
          <li key={one.journeyId}>
            {one.caseRef === null ? (
              <span className="mut">{t('alerts.hiddenCase')}</span>
            ) : asker.role === 'manager' ? (
              <span className="id">{one.caseRef}</span>
            ) : (
              <Link className="id" to="/arende/$id" params={{ id: one.journeyId }}>
                {one.caseRef}
              </Link>
            )}
            {one.waitHours !== null && <span>{wait(one.waitHours)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Deliveries({ alert }: { alert: AlertDetail }) {
  const { t } = useWords();
  if (alert.deliveries.length === 0) return null;
  const status = {
    pending: t('alerts.pending'),
    sent: t('alerts.sent'),
    failed: t('alerts.delivery-failed'),
    'given-up': t('alerts.given-up'),
  };
  return (
    <section className="panel" aria-labelledby="t-avis">
      <header>
        <h3 id="t-avis">{t('alerts.deliveriesTitle')}</h3>
      </header>
      <ul className="cases deliveries">
        {alert.deliveries.map((one) => (
          <li key={one.deliveryId}>
            <span>
              {t(`alerts.${one.channel}`)} <span className="break">{one.target}</span>
              <small>
                {one.lastAttemptAt && `${dateTimeText(one.lastAttemptAt)} · `}
                {t('alerts.attempts', { count: one.attempts })}
                {one.error && ` · ${one.error}`}
              </small>
            </span>
            <span className={one.status === 'sent' ? 'badge ok' : one.status === 'pending' ? 'badge plain' : 'badge near'}>
              {status[one.status]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
