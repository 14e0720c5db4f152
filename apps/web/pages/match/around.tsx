// Beside the places: who stands next in turn, and what has been declined.
import type { ResponseOf } from '../../api/client.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { placeNameOf } from './place-name.ts';

type Match = ResponseOf<'match'>;
const shownInTurn = 6;

export function NextInTurn({ match }: { match: Match }) {
  const { t, wait } = useWords();
  const { queue, request } = match;
  const own = queue.findIndex((one) => one.journeyId === request.journeyId);
  const shown = queue.map((one, index) => ({ ...one, place: index + 1 })).filter((_, index) => index < shownInTurn || index === own);
  return (
    <section className="panel" aria-labelledby="t-tur">
      <header>
        <h2 id="t-tur">{t('match.nextTitle')}</h2>
        <span className="mut">{t('match.nextNote')}</span>
      </header>
      <ol className="queue">
        {shown.map((one) => (
          <li key={one.place} className={one.journeyId === request.journeyId ? 'this-case' : undefined}>
            <b className="num">{one.place}</b>
            <span>
              <b>{one.caseRef ?? t('match.hidden')}</b>
              {one.journeyId === request.journeyId && `, ${t('match.thisCase')}`}
              <small>{one.reason}</small>
            </span>
            <span className="wait">{wait(one.waitHours)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Declines({ match, caseRef }: { match: Match; caseRef: string }) {
  const { t } = useWords();
  const { declines } = match.request;
  return (
    <section className="panel" aria-labelledby="t-nej">
      <header>
        <h2 id="t-nej">{t('match.declinesTitle')}</h2>
      </header>
      <div className="in">
        {declines.length === 0 ? (
          <>
            <p className="step">{t('match.declinesNone')}</p>
            <p className="mut">{t('match.declinesNoneText', { ref: caseRef })}</p>
          </>
        ) : (
          <ul className="plain-list">
            {declines.map((one) => {
              const option = match.options.find((other) => other.place.placeId === one.placeId);
              return (
                <li key={one.at}>
                  <b>{t(`codes.decline.${one.reason}`)}</b>
                  <small>
                    {option ? placeNameOf(option, t) : one.placeId} · <time dateTime={one.at}>{dateTimeText(one.at)}</time>
                  </small>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </section>
  );
}
