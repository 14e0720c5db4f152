// Who was told, by what, and every try; "Skicka igen" for what was given up.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NoticeItem } from '#contracts';
import { useAct } from '../../api/act.ts';
import { noticesQuery, queryClient } from '../../api/queries.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { toast } from '../../parts/toasts.tsx';
import { noticeView } from './notice-view.ts';
import { Part } from './part.tsx';

const shown = { all: 'showAll', 'given-up': 'showGivenUp' } as const;

export function Notices() {
  const { t } = useWords();
  const [status, setStatus] = useState<keyof typeof shown>('all');
  const list = useInfiniteQuery(noticesQuery(status));
  const { busy, run } = useAct('resendNotice');
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const sendAgain = async (id: string) => {
    const outcome = await run({ id, body: {} });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done') toast(t('upkeep.sentAgainDone'));
    void queryClient.invalidateQueries({ queryKey: ['notices'] });
  };
  const choices = (Object.keys(shown) as (keyof typeof shown)[]).map((one) => (
    <button key={one} className="chip" type="button" aria-pressed={one === status} onClick={() => setStatus(one)}>
      {t(`upkeep.${shown[one]}`)}
    </button>
  ));
  return (
    <Part id="t-aviseringar" title={`${t('upkeep.notices')} ${total > 0 ? total : ''}`} acts={choices} asked={list}>
      {items.length === 0 ? (
        <div className="empty">
          <p>{t(status === 'all' ? 'upkeep.noNotices' : 'upkeep.noGivenUp')}</p>
          <p className="mut">{t(status === 'all' ? 'upkeep.noNoticesText' : 'upkeep.noGivenUpText')}</p>
        </div>
      ) : (
        <table className="t flat">
          <caption className="sr">{t('upkeep.notices')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('upkeep.target')}</th>
              <th scope="col">{t('operator.state')}</th>
              <th scope="col">
                <span className="sr">{t('upkeep.sendAgain')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <Row key={one.deliveryId} notice={one} busy={busy} onSendAgain={() => void sendAgain(one.deliveryId)} />
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <p className="more-rows">
          <button className="btn l" type="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t(list.isFetchingNextPage ? 'shell.loading' : 'shell.showMore')}
          </button>
        </p>
      )}
    </Part>
  );
}

function Row({ notice, busy, onSendAgain }: { notice: NoticeItem; busy: boolean; onSendAgain: () => void }) {
  const { t } = useWords();
  const { tone, tries, maySendAgain } = noticeView(notice);
  return (
    <tr className={tone === 'over' ? 'over' : undefined}>
      <th scope="row">
        <span className="break">{notice.target}</span>
        <small>
          {t(`alerts.${notice.channel}`)} · {dateTimeText(notice.at)}
        </small>
        <small>
          {notice.rule ? (
            <Link to="/larm/$id" params={{ id: notice.alertId }}>
              {t(`codes.rule.${notice.rule}`)}
            </Link>
          ) : (
            t('upkeep.alertGone')
          )}
        </small>
      </th>
      <td>
        <span className={`badge ${tone}`}>{t(`upkeep.status.${notice.status}`)}</span>
        {notice.nextAttemptAt && <small>{t('upkeep.nextTry', { at: dateTimeText(notice.nextAttemptAt) })}</small>}
        {notice.record.length > 0 && (
          <details className="record">
            <summary>{t('upkeep.tries', { count: tries })}</summary>
            <ol>
              {notice.record.map((entry, index) => (
                <li key={index}>
                  {dateTimeText(entry.at)} {t(`upkeep.what.${entry.what}`)} {entry.by && t('upkeep.by', { login: entry.by })}
                  {entry.error && <span className="break"> · {entry.error}</span>}
                </li>
              ))}
            </ol>
          </details>
        )}
      </td>
      <td className="num">
        {maySendAgain && (
          <button className="btn" type="button" disabled={busy} onClick={onSendAgain}>
            {t('upkeep.sendAgain')}
            <span className="sr"> {notice.target}</span>
          </button>
        )}
      </td>
    </tr>
  );
}
