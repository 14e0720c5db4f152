// What the next clearing would take, and whether every event is what was written.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckpointReport, RetentionView } from '#contracts';
import { useAct } from '../../api/act.ts';
import { retentionQuery } from '../../api/queries.ts';
import { dateText, dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Part } from './part.tsx';

/** Every event is read: minutes on a large installation. */
const verifyPatienceMs = 600_000;

export function Retention() {
  const { t, number } = useWords();
  const asked = useQuery(retentionQuery);
  const again = (
    <button className="btn" type="button" disabled={asked.isFetching} onClick={() => void asked.refetch()}>
      <Icon name="refresh" />
      {t('upkeep.countAgain')}
    </button>
  );
  return (
    <Part id="t-gallring" title={t('upkeep.retention')} acts={again} asked={asked}>
      {asked.data && (
        <>
          <p className="in mut sm">{t('upkeep.retentionNote', { at: dateTimeText(asked.data.at) })}</p>
          <table className="t flat">
            <caption className="sr">{t('upkeep.retention')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('upkeep.kind')}</th>
                <th scope="col" className="num">
                  {t('upkeep.rows')}
                </th>
                <th scope="col" className="num">
                  {t('upkeep.wouldGo')}
                </th>
              </tr>
            </thead>
            <tbody>
              {asked.data.classes.map((one) => (
                <tr key={one.class}>
                  <th scope="row">
                    {t(`upkeep.class.${one.class}`)}
                    <small>
                      <Kept of={one} />
                    </small>
                  </th>
                  <td className="num">{number(one.rows)}</td>
                  <td className="num">{one.wouldGo > 0 ? <b>{number(one.wouldGo)}</b> : 0}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Part>
  );
}

function Kept({ of: { keptDays, oldest, heldBack } }: { of: RetentionView['classes'][number] }) {
  const { t } = useWords();
  return [
    heldBack?.why !== 'goes-with-log' && t('upkeep.keptDays', { count: keptDays }),
    oldest && t('upkeep.oldest', { at: dateText(oldest) }),
    heldBack && t(heldBack.why === 'unread' ? 'upkeep.heldUnread' : 'upkeep.heldLog', { group: heldBack.group ?? '' }),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function Verification() {
  const { t } = useWords();
  const { busy, run } = useAct('verifyEvents');
  const [report, setReport] = useState<CheckpointReport | null>(null);
  const verify = async () => {
    setReport(null);
    const outcome = await run({ body: {}, patienceMs: verifyPatienceMs });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done') setReport(outcome.value);
  };
  return (
    <Part id="t-kontroll" title={t('upkeep.verify')}>
      <div className="in">
        <p className="mut sm">{t('upkeep.verifyNote')}</p>
        <div className="row act">
          <button className="btn" type="button" disabled={busy} onClick={() => void verify()}>
            <Icon name="shield" />
            {t(busy ? 'upkeep.verifying' : 'upkeep.verifyNow')}
          </button>
        </div>
        <div role="status">{report && <Report report={report} />}</div>
      </div>
    </Part>
  );
}

function Report({ report: { at, events, checkpoints, checkpointAt, faults } }: { report: CheckpointReport }) {
  const { t, number } = useWords();
  return (
    <>
      <p>
        <span className={faults.length === 0 ? 'badge ok' : 'badge over'}>
          <Icon name={faults.length === 0 ? 'ok' : 'over'} />
          {faults.length === 0
            ? t('upkeep.verifyOk', { count: events, number: number(events) })
            : t('upkeep.verifyBad', { count: faults.length, number: number(faults.length) })}
        </span>
      </p>
      <p className="mut sm">
        {dateTimeText(at)} ·{' '}
        {checkpointAt
          ? t('upkeep.checkpoints', { count: checkpoints, number: number(checkpoints), at: dateTimeText(checkpointAt) })
          : t('upkeep.noCheckpoint')}
      </p>
      {faults.length > 0 && (
        <ul className="faults">
          {faults.map(({ role, stream, version, fault }, index) => (
            <li key={index} className="break">
              <b>
                {role} {stream} {version}
              </b>{' '}
              {fault}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
