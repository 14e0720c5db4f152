// One alert: what, where, since when, how many; the chain to the root gate; what would clear it; what to do; what has been done.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { AlertDetail, AlertState } from '#contracts';
import { isGone } from '../../api/client.ts';
import { alertQuery } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useMunicipalityName } from '../../api/session.ts';
import { dateTimeText, nearTimeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AlertBadge, Pegel } from '../../parts/badges.tsx';
import { GateSign } from '../../parts/chain.tsx';
import { Flight } from '../../parts/flight.tsx';
import { Prose } from '../../parts/prose.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { AlertActs } from './acts.tsx';
import { Cases, Deliveries, Runbook, Timeline } from './around.tsx';
import { Clears } from './clears.tsx';

export function AlertDetailPage() {
  const { id } = useParams({ from: '/larm/$id' });
  const { data, error, isError, refetch } = useQuery(alertQuery(id));
  const { t } = useWords();
  useEffect(() => {
    if (matchMedia('(max-width: 720px)').matches) window.scrollTo(0, 0);
  }, [id]);
  return (
    <article className="detail" aria-labelledby="t-d">
      <h1 className="sr phone-title">{t('alerts.title')}</h1>
      {isError && (!data || isGone(error)) ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Detail key={id} alert={data} />
      ) : (
        <Loading />
      )}
    </article>
  );
}

function Detail({ alert }: { alert: AlertDetail }) {
  const { t, wait } = useWords();
  const municipality = useMunicipalityName();
  return (
    <>
      <p className="only-s">
        <Link to="/larm" search={(before) => before}>
          <Icon name="left" />
          {t('alerts.backToList')}
        </Link>
      </p>
      <div className="ph">
        <div>
          <p className="row">
            <Pegel severity={alert.severity} />
            <AlertBadge state={alert.state as AlertState} silenced={alert.silenced} />
            <span className="mut">{t('alerts.rule', { rule: t(`codes.rule.${alert.rule}`) })}</span>
          </p>
          <h2 className="h1" id="t-d">
            {alert.text.title}
          </h2>
        </div>
        <AlertActs alert={alert} />
      </div>
      <Strip alert={alert} />
      {alert.cause.chain.length > 0 && (
        <section aria-labelledby="t-kedja">
          <div className="hd">
            <h3 id="t-kedja">{t('alerts.chainTitle')}</h3>
            <span className="key">
              <span>
                <GateSign state="shut" />
                {t('codes.gateState.shut')}
              </span>
              <span>
                <GateSign state="shut" root />
                {t('journey.keyRoot')}
              </span>
            </span>
          </div>
          <Flight
            from={{ kind: null, text: t('alerts.waitingIn', { count: alert.cause.chain[0]!.waiting }) }}
            first={
              alert.oldestSince
                ? t('alerts.waitingOldest', { wait: wait(hoursBetween(alert.oldestSince, alert.resolvedAt ?? serverNow())) })
                : t('alerts.waitingPlain')
            }
            chain={alert.cause.chain}
            municipalityName={municipality}
          />
          <p className="mut">{t('alerts.chainNote')}</p>
        </section>
      )}
      <Clears alert={alert} />
      <div className="cols even">
        <div className="stack">
          <NextStep alert={alert} />
          <Runbook alert={alert} />
        </div>
        <div className="stack">
          <Timeline alert={alert} />
          <Cases alert={alert} />
          <Deliveries alert={alert} />
        </div>
      </div>
    </>
  );
}

function Strip({ alert }: { alert: AlertDetail }) {
  const { t, wait } = useWords();
  const now = serverNow();
  return (
    <dl className={`strip ${alert.severity >= 3 ? 'over' : alert.severity === 2 ? 'near' : ''}`}>
      <div>
        <dt>{t('alerts.what')}</dt>
        <dd>
          {alert.text.summary}
          <small>{alert.text.condition}</small>
        </dd>
      </div>
      <div>
        <dt>{t('alerts.where')}</dt>
        <dd>
          {alert.municipalityName ?? t('alerts.regionWide')}
          {alert.kind && <small>{t(`codes.kind.${alert.kind}`)}</small>}
        </dd>
      </div>
      <div>
        <dt>{t('alerts.sinceHead')}</dt>
        <dd>
          <time dateTime={alert.since}>{dateTimeText(alert.since)}</time>
          <small>
            {wait(Math.max(0, hoursBetween(alert.since, alert.resolvedAt ?? now)))}, {t('alerts.changes', { count: alert.changes + 1 })}
          </small>
        </dd>
      </div>
      {alert.count > 0 && (
        <div>
          <dt>{t('alerts.howMany')}</dt>
          <dd className="big">{t('alerts.waiting', { count: alert.count })}</dd>
          <dd>
            <small>
              {[
                alert.oldestSince && t('alerts.oldest', { wait: wait(hoursBetween(alert.oldestSince, alert.resolvedAt ?? now)) }),
                alert.free !== null && alert.places !== null && t('alerts.freeOf', { free: alert.free, places: alert.places }),
                alert.expectedAt && t('alerts.expected', { at: nearTimeText(alert.expectedAt, now) }),
              ]
                .filter(Boolean)
                .join('. ')}
            </small>
          </dd>
        </div>
      )}
      <div className="last">
        {alert.resolvedAt ? (
          <>
            <dt>{t('alerts.resolvedHead')}</dt>
            <dd>{dateTimeText(alert.resolvedAt)}</dd>
          </>
        ) : alert.escalatesAt && alert.state === 'new' ? (
          <>
            <dt>{t('alerts.escalatesHead')}</dt>
            <dd>{t('alerts.escalates', { at: nearTimeText(alert.escalatesAt, now) })}</dd>
          </>
        ) : (
          <>
            <dt>{t('alerts.ownerHead')}</dt>
            <dd>
              {alert.assignee ?? t('alerts.nobody')}
              {alert.snoozedUntil && <small>{t('alerts.snoozedUntil', { at: nearTimeText(alert.snoozedUntil, now) })}</small>}
            </dd>
          </>
        )}
      </div>
    </dl>
  );
}

function NextStep({ alert }: { alert: AlertDetail }) {
  const { t } = useWords();
  return (
    <section className="panel do" aria-labelledby="t-nasta">
      <header>
        <h3 id="t-nasta">{t('alerts.nextTitle')}</h3>
      </header>
      <div className="in">
        <p className="step">
          <Prose text={alert.text.nextStep} />
        </p>
        <p className="mut">{t('alerts.suggested', { owner: alert.text.owner })}</p>
      </div>
    </section>
  );
}
