// The inbox: what is wrong, how bad, for how long, and who has it. Beside it the alert that is open; on a phone they are two pages.
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { AlertItem, AlertState } from '#contracts';
import { alertsQuery } from '../../api/queries.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AlertBadge, Pegel } from '../../parts/badges.tsx';
import { GateSign } from '../../parts/chain.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useTitle } from '../../shell/title.ts';
import { Silences } from './silences.tsx';

const tabs = [
  [undefined, 'tabOpen', 'open'],
  ['snoozed', 'tabSnoozed', 'snoozed'],
  ['silenced', 'tabSilenced', 'silenced'],
  ['resolved', 'tabResolved', 'resolvedToday'],
] as const;

export function AlertsPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const { state } = useSearch({ from: '/larm' });
  const path = useRouterState({ select: (router) => router.location.pathname });
  const id = path.startsWith('/larm/') ? decodeURIComponent(path.slice('/larm/'.length)) : undefined;
  const list = useQuery(alertsQuery(state ?? 'open'));
  const items = list.data?.items ?? [];
  const counts = list.data?.counts;
  useTitle(t('alerts.title'));
  useEffect(() => {
    document.body.classList.add('split-view');
    return () => document.body.classList.remove('split-view');
  }, []);
  // On a wide screen the first alert is open from the start: the inbox answers at once.
  const first = items[0]?.alertId;
  useEffect(() => {
    if (!id && first && !list.isPlaceholderData && matchMedia('(min-width: 721px)').matches)
      void navigate({ to: '/larm/$id', params: { id: first }, search: (before) => before, replace: true });
  }, [id, first, list.isPlaceholderData, navigate]);
  const step = (by: 1 | -1) => () => {
    const at = items.findIndex((one) => one.alertId === id);
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
    if (next) void navigate({ to: '/larm/$id', params: { id: next.alertId }, search: (before) => before, replace: true });
  };
  useKeys({ j: step(1), k: step(-1) });
  return (
    <div className={id ? 'inbox has-detail' : 'inbox'}>
      <section className="list" aria-labelledby="t-larm">
        <div className="hd">
          <h1 id="t-larm">{t('alerts.title')}</h1>
          <span className="mut">{counts && t('alerts.counts', { open: counts.open, fresh: counts.fresh })}</span>
        </div>
        <nav className="tabs" aria-label={t('alerts.states')}>
          {tabs.map(([value, word, count]) => (
            <Link
              key={word}
              to="/larm"
              search={{ state: value }}
              aria-current={state === value ? 'page' : undefined}
              activeProps={{ 'aria-current': undefined }}
            >
              {t(`alerts.${word}`)} <b>{counts?.[count]}</b>
            </Link>
          ))}
        </nav>
        {list.isError && !list.data ? (
          <Failed title={t('alerts.failed')} error={list.error} onRetry={() => void list.refetch()} />
        ) : !list.data ? (
          <Loading />
        ) : items.length === 0 ? (
          <div className="empty no-alerts">
            <GateSign state="open" />
            <p>{t(state ? 'alerts.noneHere' : 'alerts.noneOpen')}</p>
            <p className="mut">{t(state ? 'alerts.noneHereText' : 'alerts.noneOpenText')}</p>
          </div>
        ) : (
          <ul className="alerts">
            {items.map((item) => (
              <Line key={item.alertId} item={item} current={item.alertId === id} />
            ))}
          </ul>
        )}
        {state === 'silenced' && <Silences />}
        <p className="keys">
          <span>
            <kbd>j</kbd> <kbd>k</kbd> {t('shell.keyMove')}
          </span>
          <span>
            <kbd>e</kbd> {t('shell.keyAcknowledge')}
          </span>
          <span>
            <kbd>t</kbd> {t('shell.keyAssign')}
          </span>
          <span>
            <kbd>z</kbd> {t('shell.keySnooze')}
          </span>
        </p>
      </section>
      <Outlet />
    </div>
  );
}

function Line({ item, current }: { item: AlertItem; current: boolean }) {
  const { t } = useWords();
  return (
    <li>
      <Link
        to="/larm/$id"
        params={{ id: item.alertId }}
        search={(before) => before}
        className={item.state === 'new' ? 'new' : undefined}
        aria-current={current ? 'true' : undefined}
        activeProps={{ 'aria-current': 'true' }}
        resetScroll={false}
      >
        <span className="r1">
          <Pegel severity={item.severity} />
          <AlertBadge state={item.state as AlertState} silenced={item.silenced} />
        </span>
        <b className="ti">{item.text.title}</b>
        <span>{item.text.summary}</span>
        <small>
          {t('alerts.since')} <time dateTime={item.since}>{dateTimeText(item.since)}</time> ·{' '}
          {t('alerts.changes', { count: item.changes + 1 })} · {item.assignee ?? t('alerts.nobody')}
        </small>
      </Link>
    </li>
  );
}

export function NoAlert() {
  const { t } = useWords();
  return (
    <article className="detail no-detail">
      <GateSign state="open" />
      <h2>{t('alerts.pick')}</h2>
      <p className="mut">{t('alerts.pickText')}</p>
    </article>
  );
}
