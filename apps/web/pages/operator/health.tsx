import type { OperatorView } from '#contracts';
import { serverNow } from '../../api/server-clock.ts';
import { dateTimeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';

/** Roles that run elsewhere and did not answer: nought below may mean that nobody said. */
export function SilentRoles({ view }: { view: OperatorView }) {
  const { t } = useWords();
  const roles = view.silent.map((role) => t(`upkeep.role.${role}`, { defaultValue: role })).join(', ');
  return (
    <div role="alert">
      {roles && (
        <p className="warn">
          <Icon name="over" />
          <b>{t('upkeep.rolesSilent', { roles })}</b>
          <span>{t('upkeep.rolesSilentText')}</span>
        </p>
      )}
    </div>
  );
}

export function Sources({ view }: { view: OperatorView }) {
  const { t, number, rough } = useWords();
  const now = serverNow();
  return (
    <section className="panel" aria-labelledby="t-kallor">
      <header>
        <h2 id="t-kallor">{t('operator.sources')}</h2>
      </header>
      <table className="t flat sources">
        <caption className="sr">{t('operator.sources')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('operator.source')}</th>
            <th scope="col">{t('operator.state')}</th>
            <th scope="col" className="num hide-s">
              {t('operator.connections')}
            </th>
            <th scope="col" className="num">
              {t('operator.received')}
            </th>
            <th scope="col" className="num">
              {t('operator.inQuarantine')}
            </th>
            <th scope="col" className="num hide-s">
              {t('operator.refused')}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.sources.map((one) => (
            <tr key={one.sourceId} className={one.silent ? 'near' : undefined}>
              <th scope="row">
                {one.name}
                <small>{one.sourceId}</small>
              </th>
              <td>
                <span className={one.silent ? 'badge near' : 'badge ok'}>
                  <Icon name={one.silent ? 'off' : 'live'} />
                  {t(one.silent ? 'operator.isSilent' : 'operator.isHeard')}
                </span>
                <small>
                  {one.lastHeardAt
                    ? t('operator.ago', { wait: rough(Math.max(0, hoursBetween(one.lastHeardAt, now))) })
                    : t('operator.never')}
                </small>
              </td>
              <td className="num hide-s">{number(one.connections)}</td>
              <td className="num">{number(one.received)}</td>
              <td className="num">{one.quarantined > 0 ? <b>{number(one.quarantined)}</b> : 0}</td>
              <td className="num hide-s">{number(one.refused)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Flows({ view }: { view: OperatorView }) {
  const { t, number } = useWords();
  return (
    <section className="panel" aria-labelledby="t-floden">
      <header>
        <h2 id="t-floden">{t('operator.flows')}</h2>
        <span className="mut sm">{t('operator.flowsNote')}</span>
      </header>
      <table className="t flat">
        <caption className="sr">{t('operator.flows')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('operator.group')}</th>
            <th scope="col">{t('operator.topic')}</th>
            <th scope="col" className="num">
              {t('operator.behind')}
            </th>
            <th scope="col" className="num">
              {t('operator.oldest')}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.lags.map((one) => (
            <tr key={`${one.group}${one.topic}`}>
              <th scope="row">{one.group}</th>
              <td className="mut">{one.topic}</td>
              <td className="num">{one.lag === 0 ? <span className="mut">{t('operator.inStep')}</span> : <b>{number(one.lag)}</b>}</td>
              <td className="num">{one.lag === 0 || one.oldestMs === null ? '' : `${number(one.oldestMs / 1000, 1)}\u00a0s`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function UnknownUnits({ view }: { view: OperatorView }) {
  const { t, number } = useWords();
  return (
    <section className="panel" aria-labelledby="t-okanda">
      <header>
        <h2 id="t-okanda">{t('operator.unknownUnits')}</h2>
        <span className="mut">{view.unknownUnits.length}</span>
      </header>
      {view.unknownUnits.length === 0 ? (
        <p className="in mut">{t('operator.noUnknown')}</p>
      ) : (
        <>
          <p className="in mut sm">{t('operator.unknownUnitsNote')}</p>
          <table className="t flat">
            <caption className="sr">{t('operator.unknownUnits')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('operator.code')}</th>
                <th scope="col">{t('operator.lastSeen')}</th>
                <th scope="col" className="num">
                  {t('operator.messages')}
                </th>
              </tr>
            </thead>
            <tbody>
              {view.unknownUnits.map((one) => (
                <tr key={`${one.sourceId}${one.code}`}>
                  <th scope="row">
                    <b className="break">{one.code}</b>
                    <small>{one.sourceId}</small>
                  </th>
                  <td>
                    {dateTimeText(one.lastSeenAt)}
                    <small>
                      {t('operator.firstSeen')} {dateTimeText(one.firstSeenAt)}
                    </small>
                  </td>
                  <td className="num">{number(one.messages)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
