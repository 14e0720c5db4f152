import type { JourneyDetail, LostTo } from '#contracts';
import type { CSSProperties } from 'react';
import { useMunicipalityName } from '../../api/session.ts';
import { dateTimeText } from '../../format/dates.ts';
import { wholeHours } from '../../format/whole-hours.ts';
import { useWords } from '../../i18n/use-words.ts';
import { needsText } from '../../parts/chain.tsx';
import { Flight } from '../../parts/flight.tsx';
import { Icon } from '../../parts/icon.tsx';

const look: Record<LostTo, string> = { capacity: 'cap', process: 'proc', person: 'pers', unknown: 'unk' };

export function Why({ journey }: { journey: JourneyDetail }) {
  const words = useWords();
  const { t } = words;
  const municipality = useMunicipalityName();
  const cause = journey.cause;
  const root = cause?.chain.find((gate) => gate.root);
  return (
    <section className="panel" aria-labelledby="t-varfor">
      <header>
        <h2 id="t-varfor">{t('journey.whyTitle')}</h2>
        <span className="badge plain">
          <Icon name="info" />
          {t('journey.derived')}
        </span>
      </header>
      <div className="in">
        {cause ? (
          <>
            <p className="lead">
              {cause.text}
              {/[.?!]$/.test(cause.text) ? ' ' : '. '}
              {root && cause.chain.length > 1 && (
                <strong>
                  {t('journey.rootIs', {
                    kind: `${t(`codes.kind.${root.kind}`).toLowerCase()}${needsText(root, words)}`,
                    municipality: municipality(root.municipality),
                  })}
                </strong>
              )}
            </p>
            {cause.chain.length > 0 && (
              <Flight
                from={{ kind: journey.leg?.kind ?? null, text: t('journey.fromText', { ref: journey.caseRef }) }}
                first={t('journey.here', { ref: journey.caseRef })}
                chain={cause.chain}
                municipalityName={municipality}
              />
            )}
          </>
        ) : (
          <p className="lead">{t('journey.noWait')}</p>
        )}
        <Split journey={journey} />
        {journey.segments.length > 0 && <Segments journey={journey} />}
      </div>
    </section>
  );
}

function Split({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const { total, parts } = wholeHours(journey.hoursByCause);
  if (total === 0) return null;
  const text = parts.map(([kind, hours]) => `${t('journey.hours', { count: hours })} ${t(`codes.causeLong.${kind}`)}`).join(', ');
  return (
    <>
      <div className="split" role="img" aria-label={t('journey.splitLabel', { total, parts: text })}>
        {parts.map(([kind, hours]) => (
          <span key={kind} className={look[kind]} style={{ flex: Math.max(hours, 0.5) } as CSSProperties}>
            <b>{t('journey.hours', { count: hours })}</b> {t(`codes.causeLong.${kind}`)}
          </span>
        ))}
      </div>
      <p className="mut sm">{t('journey.splitNote', { total })}</p>
    </>
  );
}

function Segments({ journey }: { journey: JourneyDetail }) {
  const { t, wait } = useWords();
  return (
    <details className="segments">
      <summary>{t('journey.segments')}</summary>
      <table className="t flat">
        <caption className="sr">{t('journey.segments')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('journey.segFrom')}</th>
            <th scope="col">{t('journey.segCause')}</th>
            <th scope="col" className="num">
              {t('journey.segHours')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...journey.segments].reverse().map((segment) => (
            <tr key={`${segment.waitId}${segment.from}`}>
              <td>
                <time dateTime={segment.from}>{dateTimeText(segment.from)}</time>
              </td>
              <th scope="row">
                {segment.text}
                <small>{t(`codes.cause.${segment.kind}`)}</small>
              </th>
              <td className="num">{wait(segment.hours)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
