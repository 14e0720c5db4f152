import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { JourneyDetail } from '#contracts';
import { accessLogQuery } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { dateText, dateTimeText, timeText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Failed } from '../../parts/states.tsx';

/** Told later than this after it happened counts as late. */
const lateHours = 1;

export function History({ journey, tab }: { journey: JourneyDetail; tab: string | undefined }) {
  const { t } = useWords();
  const access = tab === 'atkomst';
  const link = (name: string, value: string | undefined, on: boolean) => (
    <Link
      to="/arende/$id"
      params={{ id: journey.journeyId }}
      search={(before) => ({ ...before, flik: value })}
      replace
      aria-current={on ? 'true' : undefined}
      activeProps={{ 'aria-current': undefined }}
      resetScroll={false}
    >
      {name}
    </Link>
  );
  return (
    <section className="panel" aria-label={t('journey.tabs')}>
      <nav className="tabs in-panel" aria-label={t('journey.tabs')}>
        {link(t('journey.history'), undefined, !access)}
        {link(t('journey.accessLog'), 'atkomst', access)}
      </nav>
      {access ? <AccessLog id={journey.journeyId} /> : <Events journey={journey} />}
    </section>
  );
}

function Events({ journey }: { journey: JourneyDetail }) {
  const { t, wait } = useWords();
  const session = useSession();
  const lines = [...journey.history].sort((a, b) => b.occurredAt.localeCompare(a.occurredAt) || b.revision - a.revision);
  return (
    <table className="t flat hist">
      <caption className="sr">{t('journey.historyCaption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('journey.occurred')}</th>
          <th scope="col">{t('journey.recorded')}</th>
          <th scope="col">{t('journey.event')}</th>
          <th scope="col">{t('journey.by')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => {
          const late = hoursBetween(line.occurredAt, line.recordedAt);
          return (
            <tr key={`${line.revision}-${index}`}>
              <td>
                <time dateTime={line.occurredAt}>{dateText(line.occurredAt)}</time> {timeText(line.occurredAt)}
              </td>
              <td className="nw">
                {dateText(line.occurredAt) === dateText(line.recordedAt) ? timeText(line.recordedAt) : dateTimeText(line.recordedAt)}
                {late > lateHours && <small className="late">{t('journey.later', { wait: wait(late) })}</small>}
              </td>
              <th scope="row">{line.text}</th>
              <td className="mut">{actorText(line.actor, t, session?.logins ?? [])}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Who said it, as a role: `source:hsv`, `user:chef`, `rule:...`. */
export function actorText(actor: string, t: TFunction, logins: readonly { login: string; name: string }[]): string {
  const [kind, name = ''] = actor.split(/:(.*)/s);
  if (kind === 'user') return logins.find((one) => one.login === name)?.name ?? name;
  return kind === 'source' ? t('journey.actorSource') : t('journey.actorRule');
}

function AccessLog({ id }: { id: string }) {
  const { t } = useWords();
  const session = useSession();
  const log = useQuery(accessLogQuery(id));
  if (log.isError) return <Failed error={log.error} onRetry={() => void log.refetch()} />;
  if (log.data?.items.length === 0) return <p className="hd mut">{t('journey.accessEmpty')}</p>;
  return (
    <table className="t flat hist">
      <caption className="sr">{t('journey.accessCaption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('journey.accessAt')}</th>
          <th scope="col">{t('journey.accessWho')}</th>
          <th scope="col">{t('journey.accessWhat')}</th>
          <th scope="col">{t('journey.accessWhy')}</th>
        </tr>
      </thead>
      <tbody>
        {log.data?.items.map((line, index) => (
          <tr key={index}>
            <td>
              <time dateTime={line.at}>{dateText(line.at)}</time> {timeText(line.at)}
            </td>
            <th scope="row">{session?.logins.find((one) => one.login === line.who)?.name ?? line.who}</th>
            <td>{t(`access.${line.action as 'open'}`, { defaultValue: line.action })}</td>
            <td className="mut">
              {line.purpose === 'coordination of discharge'
                ? t('access.purpose')
                : line.purpose === 'erasure'
                  ? t('access.erasure')
                  : line.purpose}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
