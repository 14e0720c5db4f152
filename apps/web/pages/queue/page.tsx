// Who is ready and still here, for how long, in front of which gate, and whose move it is.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { JourneyList } from '#contracts';
import { contact } from '../../api/contact.ts';
import { journeysQuery } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { useStore } from '../../api/store.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AsOfBanner } from '../../parts/as-of-banner.tsx';
import { AsOfButton } from '../../parts/as-of.tsx';
import { Icon } from '../../parts/icon.tsx';
import { problemText } from '../../parts/problem-text.ts';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useTitle } from '../../shell/title.ts';
import { exportQueue } from './export.ts';
import { Facets } from './facets.tsx';
import { asQuery, defaultState, isFiltered } from './filters.ts';
import { GateMatrix } from './matrix.tsx';
import { SearchBox } from './search-box.tsx';
import { QueueTable } from './table.tsx';
import { useHeldRows } from './use-held-rows.ts';

const tabs = [
  ['discharge-ready', 'tabReady'],
  ['waiting', 'tabWaiting'],
  ['intermediate', 'tabIntermediate'],
  ['open', 'tabOpen'],
] as const;

export function QueuePage() {
  const words = useWords();
  const { t } = words;
  const asker = useAsker();
  const filters = useSearch({ from: '/ko' });
  const query = asQuery(filters);
  const list = useInfiniteQuery(journeysQuery(query));
  const first = list.data?.pages[0];
  const fresh = list.isPlaceholderData ? undefined : list.data?.pages.flatMap((page) => page.items);
  const { rows, changes, show } = useHeldRows(fresh, JSON.stringify(query));
  const navigate = useNavigate({ from: '/ko' });
  const setAsOf = (asOf: string | undefined) => void navigate({ search: (before) => ({ ...before, asOf }) });
  const stale = useStore(contact).state === 'lost';
  const title = t(`queue.${tabs.find(([state]) => state === query.state)?.[1] ?? 'title'}`);
  useTitle(title);
  return (
    <>
      {filters.asOf && <AsOfBanner asOf={filters.asOf} onBack={() => setAsOf(undefined)} />}
      <div className="ph ko-head">
        <div>
          <p className="crumb">{t('queue.crumb', { organisation: asker.organisationName })}</p>
          <h1>{title}</h1>
          {first && <Sums summary={first.summary} />}
        </div>
        <GateMatrix asOf={filters.asOf} />
      </div>
      <nav className="tabs" aria-label={t('queue.tabs')}>
        {tabs.map(([state, word]) => (
          <Link
            key={state}
            to="/ko"
            search={(before) => ({ ...before, state: state === defaultState ? undefined : state })}
            aria-current={query.state === state ? 'page' : undefined}
            activeProps={{ 'aria-current': undefined }}
          >
            {t(`queue.${word}`)}
          </Link>
        ))}
        <SearchBox q={filters.q ?? ''} />
      </nav>
      <div className="facets">
        <Facets filters={filters} facets={first?.facets} />
        <div className="row tools">
          <span className="mut sm">{first && t('queue.shown', { shown: rows.length, total: first.total })}</span>
          <span role="status">
            {changes > 0 && (
              <button className="pill" type="button" onClick={show}>
                <Icon name="refresh" />
                {t('queue.changes', { count: changes })}
              </button>
            )}
          </span>
          {isFiltered(filters) && (
            <Link className="btn" to="/ko" search={(before) => ({ state: before.state, sort: before.sort, asOf: before.asOf })}>
              <Icon name="cross" />
              {t('queue.clearFilters')}
            </Link>
          )}
          <AsOfButton onPick={setAsOf} />
          <ExportButton filters={query} />
          <button className="btn" type="button" onClick={() => window.print()}>
            <Icon name="print" />
            {t('shell.print')}
          </button>
        </div>
      </div>
      {list.isError && !fresh ? (
        <Failed title={t('queue.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={11} />
      ) : rows.length === 0 && fresh ? (
        <Empty
          title={t(isFiltered(filters) ? 'queue.emptyFiltered' : 'queue.emptyTitle')}
          text={t(isFiltered(filters) ? 'queue.emptyFilteredText' : 'queue.emptyText')}
        />
      ) : (
        <QueueTable rows={rows} sort={filters.sort} stale={stale && !filters.asOf} />
      )}
      {list.hasNextPage && (
        <p className="more-rows">
          <button className="btn l" type="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t(list.isFetchingNextPage ? 'shell.loading' : 'shell.showMore')}
          </button>
        </p>
      )}
      <p className="keys">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> {t('shell.keyMove')}
        </span>
        <span>
          <kbd>Enter</kbd> {t('shell.keyOpen')}
        </span>
        <span>
          <kbd>/</kbd> {t('shell.keySearch')}
        </span>
        <span>
          <kbd>?</kbd> {t('shell.keyHelp')}
        </span>
      </p>
    </>
  );
}

function Sums({ summary }: { summary: JourneyList['summary'] }) {
  const { t, wait, number } = useWords();
  return (
    <p className="sum">
      <span>
        <b>{number(summary.waiting)}</b> {t('queue.patients', { count: summary.waiting })}
      </span>
      <span className={summary.over > 0 ? 'bad' : undefined}>
        {summary.over > 0 && <Icon name="over" />}
        <b>{number(summary.over)}</b> {t('queue.over')}
      </span>
      <span>
        <b>{wait(summary.oldestHours)}</b> {t('queue.oldest')}
      </span>
      <span>
        <b>{wait(summary.totalHours)}</b> {t('queue.total')}
      </span>
    </p>
  );
}

function ExportButton({ filters }: { filters: ReturnType<typeof asQuery> }) {
  const words = useWords();
  const asker = useAsker();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      toast(words.t('queue.exported', await exportQueue(filters, words, asker.name)));
    } catch (error) {
      toast(problemText(error, words.t), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button className="btn" type="button" disabled={busy} onClick={() => void run()}>
      <Icon name="export" />
      {words.t(busy ? 'queue.exporting' : 'queue.exportCsv')}
    </button>
  );
}
