// Who is ready and still here, for how long, in front of which gate, and whose move it is.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { JourneyList } from '#contracts';
import { contact, stateOf } from '../../api/contact.ts';
import { journeysQuery, viewsQuery } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { useStore } from '../../api/store.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AsOfBanner } from '../../parts/as-of-banner.tsx';
import { Icon } from '../../parts/icon.tsx';
import { usePrintable } from '../../parts/print.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useTitle } from '../../shell/title.ts';
import { BulkBar } from './bulk.tsx';
import { useChoice } from './choice.ts';
import { hiddenColumns, readHidden } from './columns.ts';
import { Facets } from './facets.tsx';
import { asQuery, defaultState, isFiltered } from './filters.ts';
import { GateMatrix } from './matrix.tsx';
import { SearchBox } from './search-box.tsx';
import { QueueTable } from './table.tsx';
import { QueueTools } from './tools.tsx';
import { useHeldRows } from './use-held-rows.ts';
import { isBare } from './view-of.ts';
import { ViewTabs } from './views.tsx';

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
  const navigate = useNavigate({ from: '/ko' });
  const settled = useDefaultView();
  const query = asQuery(filters);
  const list = useInfiniteQuery({ ...journeysQuery(query), enabled: settled });
  const first = list.data?.pages[0];
  const fresh = list.isPlaceholderData ? undefined : list.data?.pages.flatMap((page) => page.items);
  const { rows, changes, show } = useHeldRows(fresh, JSON.stringify(query));
  const ids = useMemo(() => rows.map(({ item }) => item.journeyId), [rows]);
  const choice = useChoice(ids);
  usePrintable(ids);
  const remembered = useStore(hiddenColumns);
  const hide = filters.hide ?? remembered;
  const hidden = useMemo(() => readHidden(hide), [hide]);
  const setAsOf = (asOf: string | undefined) => void navigate({ search: (before) => ({ ...before, asOf }) });
  const stale = stateOf(useStore(contact)) === 'lost';
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
      <div className="tab-row">
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
          <ViewTabs search={filters} hide={hide} />
        </nav>
        <SearchBox q={filters.q ?? ''} />
      </div>
      <div className="facets">
        <Facets filters={filters} facets={first?.facets} />
        <div className="row tools">
          <span className="mut sm">{first && !list.isPlaceholderData && t('queue.shown', { shown: rows.length, total: first.total })}</span>
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
          <QueueTools filters={query} group={filters.group} hidden={hidden} onAsOf={setAsOf} />
        </div>
      </div>
      {list.isError && !fresh ? (
        <Failed title={t('queue.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data || (list.isPlaceholderData && rows.length === 0) ? (
        <Loading rows={11} />
      ) : rows.length === 0 && fresh ? (
        <Empty
          title={t(isFiltered(filters) ? 'queue.emptyFiltered' : 'queue.emptyTitle')}
          text={t(isFiltered(filters) ? 'queue.emptyFilteredText' : 'queue.emptyText')}
        />
      ) : (
        <QueueTable
          rows={rows}
          sort={filters.sort}
          group={filters.group}
          hidden={hidden}
          choice={choice}
          total={first?.total ?? rows.length}
          stale={stale && !filters.asOf}
        />
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
          <kbd>x</kbd> {t('shell.keyChoose')}
        </span>
        <span>
          <kbd>/</kbd> {t('shell.keySearch')}
        </span>
        <span>
          <kbd>?</kbd> {t('shell.keyHelp')}
        </span>
      </p>
      {choice.ids.size > 0 && (
        <BulkBar
          chosen={rows.filter(({ item }) => choice.has(item.journeyId)).map(({ item }) => item)}
          at={filters.asOf ?? first?.at ?? ''}
          onClear={choice.clear}
        />
      )}
    </>
  );
}

/** Opens the queue as its reader wants it, once, when the address asks for nothing. False until that is known. */
function useDefaultView(): boolean {
  const search = useSearch({ from: '/ko' });
  const navigate = useNavigate({ from: '/ko' });
  const views = useQuery(viewsQuery);
  const bare = useRef(isBare(search));
  const chosen = bare.current ? views.data?.items.find((one) => one.isDefault) : undefined;
  useEffect(() => {
    if (views.isPending) return;
    bare.current = false;
    if (chosen) void navigate({ search: { ...chosen.view }, replace: true });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once
  }, [views.isPending]);
  return !bare.current || (!views.isPending && !chosen);
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
