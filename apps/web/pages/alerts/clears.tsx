import type { AlertDetail } from '#contracts';
import type { CSSProperties } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { useMunicipalityName } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { openingText } from '../../parts/chain.tsx';
import { Prose } from '../../parts/prose.tsx';

/** What would clear it, by how much, and whose it is to do. */
export function Clears({ alert }: { alert: AlertDetail }) {
  const { t } = useWords();
  if (alert.rule === 'source-silent' && alert.clears.length === 0) return null;
  const scale = Math.max(alert.count, ...alert.clears.map((one) => one.people), 1);
  return (
    <section aria-labelledby="t-los">
      <table className="t los">
        <caption>
          <h3 id="t-los">{t('alerts.clearsTitle')}</h3>
          <span>{alert.clears.length > 0 ? t('alerts.clearsNote') : t('alerts.noClears')}</span>
        </caption>
        {alert.clears.length > 0 && (
          <>
            <thead>
              <tr>
                <th scope="col" className="num">
                  {t('alerts.colNr')}
                </th>
                <th scope="col">{t('alerts.colAction')}</th>
                <th scope="col" className="num">
                  {t('alerts.colPeople')}
                </th>
                <th scope="col">
                  <span className="sr">{t('alerts.ofCount', { count: scale })}</span>
                  <span className="scale" aria-hidden="true">
                    <span style={{ '--p': 0 } as CSSProperties}>0</span>
                    <span style={{ '--p': 1 } as CSSProperties}>{scale}</span>
                  </span>
                </th>
                <th scope="col" className="num">
                  {t('alerts.colWhen')}
                </th>
                <th scope="col">{t('alerts.colOwner')}</th>
              </tr>
            </thead>
            <tbody>
              {alert.clears.map((one, index) => (
                <tr key={index}>
                  <td className="num">{index + 1}</td>
                  <th scope="row">
                    <Clear text={alert.text.clears[index] ?? ''} first={index === 0} />
                    <small>
                      {[
                        one.kind && t('alerts.port', { kind: t(`codes.kind.${one.kind}`).toLowerCase() }),
                        one.places > 0 && t('alerts.placesCount', { count: one.places }),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                  </th>
                  <td className="num">
                    <span className="wait">{one.people}</span>
                    {alert.count > 0 && <small>{t('alerts.ofCount', { count: alert.count })}</small>}
                  </td>
                  <td className="c-rng">
                    <span className="rng" style={{ '--lo': 0, '--hi': one.people / scale, '--m': one.people / scale } as CSSProperties} />
                  </td>
                  <td className="num">{one.at ? openingText(one.at, serverNow()) : t('alerts.atOnce')}</td>
                  <td>
                    <Owner role={one.owner.role} organisation={one.owner.organisation} />
                  </td>
                </tr>
              ))}
            </tbody>
          </>
        )}
      </table>
    </section>
  );
}

function Owner({ role, organisation }: AlertDetail['clears'][number]['owner']) {
  const { t } = useWords();
  const municipality = useMunicipalityName();
  return (
    <>
      {t(`alerts.owner.${role}`)} {organisation && /^\d{4}$/.test(organisation) ? municipality(organisation) : ''}
    </>
  );
}

const Clear = ({ text, first }: { text: string; first: boolean }) =>
  first ? (
    <b>
      <Prose text={text} />
    </b>
  ) : (
    <Prose text={text} />
  );
