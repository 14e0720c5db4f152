// The strip: same fields, same order, every time.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { JourneyDetail } from '#contracts';
import { call, ApiProblem, type ResponseOf } from '../../api/client.ts';
import { useAsker, useSession } from '../../api/session.ts';
import { serverNow } from '../../api/server-clock.ts';
import { dateTimeText } from '../../format/dates.ts';
import { personNumberText } from '../../format/numbers.ts';
import { useWords } from '../../i18n/use-words.ts';
import { TimeBadge, Track } from '../../parts/badges.tsx';
import { openingText } from '../../parts/chain.tsx';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { personDetail, personName } from '../../parts/person.tsx';

export function Facts({ journey }: { journey: JourneyDetail }) {
  const words = useWords();
  const { t } = words;
  const session = useSession();
  const facility = session?.facilities.find((one) => one.id === journey.leg?.facility)?.name;
  const edge = journey.badge === 'over' || journey.badge === 'near' ? journey.badge : '';
  const doctor = journey.responsiblePhysician;
  return (
    <dl className={`strip ${edge}`}>
      <div>
        <dt>{t('journey.case')}</dt>
        <dd className="big">{journey.caseRef}</dd>
        <dd>{journey.track ? <Track track={journey.track} /> : <small>{t(`codes.state.${journey.state}`)}</small>}</dd>
      </div>
      <div>
        <dt>{t('journey.patient')}</dt>
        <dd>
          {journey.person.masked === 'protected' && <Icon name="shield" />} {personName(journey.person, words)}
          <small>{personDetail(journey.person, words)}</small>
          <PersonNumber journey={journey} />
        </dd>
      </div>
      <div>
        <dt>{t('journey.caredFor')}</dt>
        <dd>
          {journey.leg?.unitName ?? (journey.leg ? t(`codes.kind.${journey.leg.kind}`) : '–')}
          <small>{facility ?? (journey.leg && t(`codes.kind.${journey.leg.kind}`))}</small>
          {journey.admittedAt && (
            <small>
              <time dateTime={journey.admittedAt}>{t('journey.admitted', { at: dateTimeText(journey.admittedAt) })}</time>
            </small>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('journey.targets')}</dt>
        <dd>
          {journey.targets.length === 0
            ? t('journey.noTarget')
            : journey.targets.map((kind, index) => (
                <span key={kind} className="line">
                  {index + 1} {t(`codes.kind.${kind}`)}
                </span>
              ))}
          <small>{journey.municipalityName}</small>
        </dd>
      </div>
      <div>
        <dt>{t('journey.needs')}</dt>
        <dd>
          {journey.needs.length === 0 ? (
            <span className="mut">{t('journey.noNeeds')}</span>
          ) : (
            <ul className="needs">
              {journey.needs.map((need) => (
                <li key={need}>{t(`codes.feature.${need}`)}</li>
              ))}
            </ul>
          )}
        </dd>
      </div>
      {doctor && (
        <div>
          <dt>{t('journey.physician')}</dt>
          <dd>
            {doctor.text}
            {doctor.until && <small>{t('journey.physicianUntil', { at: openingText(doctor.until, serverNow()) })}</small>}
            {doctor.next && <small>{t('journey.physicianThen', { who: doctor.next })}</small>}
          </dd>
        </div>
      )}
      <div className="last">
        <dt>{journey.readySince ? t('journey.waitedSince', { at: dateTimeText(journey.readySince) }) : t('journey.notWaiting')}</dt>
        <dd className="big">{journey.waitHours === null ? '–' : words.wait(journey.waitHours)}</dd>
        <dd>
          <TimeBadge level={journey.badge} />
          {journey.waitHours === null && journey.expectedDischargeAt && (
            <small>{t('journey.expectedOut', { at: dateTimeText(journey.expectedDischargeAt) })}</small>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** Shown when asked for, and the asking is logged. */
function PersonNumber({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const asker = useAsker();
  const client = useQueryClient();
  const [seen, setSeen] = useState<ResponseOf<'getPerson'> | null>(null);
  if (asker.role === 'operator' || !journey.person.personnummerMasked) return null;
  if (seen)
    return (
      <span className="pnr" role="status">
        {seen.personnummer ? personNumberText(seen.personnummer) : t('shell.unknown')}
        <small>{t('journey.numberLogged')}</small>
      </span>
    );
  const show = async () => {
    try {
      setSeen(await call('getPerson', { id: journey.journeyId }));
      await client.invalidateQueries({ queryKey: ['access-log', journey.journeyId] });
    } catch (error) {
      showRefusal(error instanceof ApiProblem ? error : new ApiProblem('internal', 0), t);
    }
  };
  return (
    <button className="btn bare s" type="button" onClick={() => void show()}>
      <Icon name="eye" />
      {t('journey.showNumber')}
    </button>
  );
}
