// Beside the why: the next step, what is missing before going home, the clocks, the search for a place.
import { Link } from '@tanstack/react-router';
import type { JourneyDetail } from '#contracts';
import { useAsker } from '../../api/session.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { TimeBadge } from '../../parts/badges.tsx';
import { Prose } from '../../parts/prose.tsx';
import { Icon } from '../../parts/icon.tsx';

export const mayMatch = (role: string, journey: JourneyDetail): boolean =>
  (role === 'placement' || role === 'operator') &&
  journey.placement !== null &&
  !['fulfilled', 'withdrawn'].includes(journey.placement.status);

export function NextStep({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const asker = useAsker();
  const cause = journey.cause;
  if (!cause) return null;
  return (
    <section className="panel do" aria-labelledby="t-nasta">
      <header>
        <h2 id="t-nasta">{t('journey.nextTitle')}</h2>
        {cause.detail.until && (
          <span className="badge near">
            <Icon name="clock" />
            {t('journey.requestUntil', { at: dateTimeText(cause.detail.until) })}
          </span>
        )}
      </header>
      <div className="in">
        <p className="step">
          <Prose text={cause.nextStep} />
        </p>
        <p className="mut">{cause.owner.name}</p>
        {mayMatch(asker.role, journey) && (
          <p className="row">
            <Link className="btn main" to="/matcha/$id" params={{ id: journey.journeyId }}>
              <Icon name="search" />
              {t('journey.match')}
            </Link>
          </p>
        )}
      </div>
    </section>
  );
}

export function HomeReady({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  if (journey.homeReady.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="t-hem">
      <header>
        <h2 id="t-hem">
          {t('journey.homeReady', { done: journey.homeReady.filter((one) => one.done).length, all: journey.homeReady.length })}
        </h2>
        <span className="mut sm">{t('journey.homeReadyNote')}</span>
      </header>
      <ul className="checks told">
        {journey.homeReady.map(({ item, done }) => (
          <li key={item} className={done ? 'done' : undefined}>
            <Icon name={done ? 'ok' : 'clock'} />
            <span>{t(`codes.item.${item as 'aids'}`, { defaultValue: item })}</span>
            <small>{t(done ? 'journey.done' : 'journey.missing')}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Clocks({ journey }: { journey: JourneyDetail }) {
  const { t, wait } = useWords();
  const shown = journey.clocks.filter((one) => one.startedAt !== null || one.clock !== 'onward-move');
  return (
    <section className="panel" aria-labelledby="t-klockor">
      <header>
        <h2 id="t-klockor">{t('journey.clocks')}</h2>
      </header>
      <table className="t flat rows-s">
        <caption className="sr">{t('journey.clocks')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('journey.clock')}</th>
            <th scope="col" className="num">
              {t('journey.clockTime')}
            </th>
            <th scope="col">{t('journey.clockState')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.clock}>
              <th scope="row">
                {t(`codes.clock.${one.clock}`)}
                <small>{t(`codes.clockNote.${one.clock}`)}</small>
              </th>
              <td className="num">
                {one.hours === null ? (
                  <span className="mut">{t('journey.notStarted')}</span>
                ) : one.badge === 'over' ? (
                  <b>{wait(one.hours)}</b>
                ) : (
                  wait(one.hours)
                )}
              </td>
              <td>
                <TimeBadge level={one.badge} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Placement({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const request = journey.placement;
  if (!request) return null;
  return (
    <section className="panel" aria-labelledby="t-plats">
      <header>
        <h2 id="t-plats">{t('journey.placement')}</h2>
        <span className="badge plain">{t(`journey.requestStatus.${request.status}`)}</span>
      </header>
      <div className="in">
        <p>
          {t('journey.requested', { at: dateTimeText(request.requestedAt) })}
          {request.until && `, ${t('journey.requestUntil', { at: dateTimeText(request.until) })}`}
        </p>
        {request.declines.length > 0 && (
          <>
            <h3>{t('journey.declines')}</h3>
            <ul>
              {request.declines.map((one) => (
                <li key={one.at}>
                  <time dateTime={one.at}>{dateTimeText(one.at)}</time> {t(`codes.decline.${one.reason}`)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

export function Gaps({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  if (journey.gaps.length === 0 && journey.readmissionOf === null) return null;
  return (
    <section className="panel" aria-labelledby="t-luckor">
      <header>
        <h2 id="t-luckor">{t('journey.gaps')}</h2>
      </header>
      <ul className="in">
        {journey.readmissionOf && <li>{t('journey.readmission')}</li>}
        {journey.gaps.map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </section>
  );
}
