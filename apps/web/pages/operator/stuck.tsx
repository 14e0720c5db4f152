// What got stuck, why in plain words, and "Försök igen".
import { useQuery } from '@tanstack/react-query';
import type { OperatorView } from '#contracts';
import { useAct } from '../../api/act.ts';
import { messagesQuery, queryClient } from '../../api/queries.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toasts.tsx';
import { Part } from './part.tsx';

const refresh = () =>
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => ['operator', 'messages'].includes(String(queryKey[0])) });

export function Quarantine() {
  const { t } = useWords();
  const asked = useQuery(messagesQuery('quarantined'));
  const data = asked.data;
  const { busy, run } = useAct('retryMessages');
  const items = data?.items ?? [];
  const retry = async (ids: string[]) => {
    const outcome = await run({ body: { ids } });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done')
      toast(t('operator.triedDone', { stored: outcome.value.stored, quarantined: outcome.value.quarantined }), {
        bad: outcome.value.stored === 0,
      });
    refresh();
  };
  const all = items.length > 0 && (
    <button className="btn" type="button" disabled={busy} onClick={() => void retry(items.map((one) => one.id))}>
      <Icon name="refresh" />
      {t('operator.tryAll', { count: items.length })}
    </button>
  );
  return (
    <Part id="t-karantan" title={`${t('operator.quarantine')} ${data && data.total > 0 ? data.total : ''}`} acts={all} asked={asked}>
      {items.length === 0 ? (
        <div className="empty">
          <p>{t('operator.emptyQuarantine')}</p>
          <p className="mut">{t('operator.emptyQuarantineText')}</p>
        </div>
      ) : (
        <table className="t flat">
          <caption className="sr">{t('operator.quarantineNote')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('operator.message')}</th>
              <th scope="col">{t('operator.reason')}</th>
              <th scope="col" className="hide-s">
                {t('operator.receivedAt')}
              </th>
              <th scope="col">
                <span className="sr">{t('operator.tryAgain')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <b className="nw">{one.event ?? '–'}</b>
                  <small className="break">
                    {one.source} {one.controlId}
                  </small>
                </th>
                <td>
                  {one.reason}
                  <small>
                    {[
                      one.answer && t('operator.answered', { answer: one.answer }),
                      one.duplicates > 0 && t('operator.duplicates', { count: one.duplicates }),
                      one.retries > 0 && t('operator.attempts', { count: one.retries }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                </td>
                <td className="nw hide-s">{dateTimeText(one.receivedAt)}</td>
                <td className="num">
                  <button className="btn" type="button" disabled={busy} onClick={() => void retry([one.id])}>
                    {t('operator.tryAgain')}
                    <span className="sr"> {one.controlId}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

export function Parked({ view }: { view: OperatorView }) {
  const { t } = useWords();
  const { busy, run } = useAct('retryDeadLetter');
  const retry = async (group: string, eventId: string) => {
    const outcome = await run({ body: { group, eventId } });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done')
      toast(outcome.value.ok ? t('operator.retriedDone') : t('operator.retriedFailed', { error: outcome.value.error ?? '' }), {
        bad: !outcome.value.ok,
      });
    refresh();
  };
  return (
    <section className="panel" aria-labelledby="t-parkerat">
      <header>
        <h2 id="t-parkerat">
          {t('operator.parked')} {view.deadLetters.length > 0 && view.deadLetters.length}
        </h2>
        {view.deadLetters.length > 0 && <span className="mut sm">{t('operator.parkedNote')}</span>}
      </header>
      {view.deadLetters.length === 0 ? (
        <div className="empty">
          <p>{t('operator.emptyParked')}</p>
          <p className="mut">{t('operator.emptyParkedText')}</p>
        </div>
      ) : (
        <table className="t flat">
          <caption className="sr">{t('operator.parked')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('operator.event')}</th>
              <th scope="col">{t('operator.error')}</th>
              <th scope="col">
                <span className="sr">{t('operator.tryAgain')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {view.deadLetters.map((one) => (
              <tr key={`${one.group}${one.eventId}`}>
                <th scope="row">
                  <b className="break">{one.type}</b>
                  <small className="break">
                    {one.group} · {one.key}
                  </small>
                </th>
                <td>
                  <span className="break">{one.error}</span>
                  <small>
                    {dateTimeText(one.parkedAt)} · {t('operator.attempts', { count: one.attempts })}
                    {one.behind > 0 && ` · ${t('operator.waitsBehind', { count: one.behind })}`}
                  </small>
                </td>
                <td className="num">
                  <button className="btn" type="button" disabled={busy} onClick={() => void retry(one.group, one.eventId)}>
                    {t('operator.tryAgain')}
                    <span className="sr"> {one.type}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
