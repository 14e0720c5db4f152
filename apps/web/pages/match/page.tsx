// Which place, and what it costs the others.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { JourneyDetail, PlaceOption } from '#contracts';
import { isGone, type ApiProblem, type ResponseOf } from '../../api/client.ts';
import { journeyQuery, matchQuery } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useAsker } from '../../api/session.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { placeNameOf } from './place-name.ts';
import { TimeBadge, Track } from '../../parts/badges.tsx';
import { openingText } from '../../parts/chain.tsx';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { personDetail, personName } from '../../parts/person.tsx';
import { PresenceBadge } from '../../parts/presence.tsx';
import { printPage, usePrintable } from '../../parts/print.tsx';
import { RoundBar } from '../../parts/round.tsx';
import { Empty, Failed, Loading, Neutral } from '../../parts/states.tsx';
import { useTitle } from '../../shell/title.ts';
import { useMatchActs } from './acts.ts';
import { Declines, NextInTurn } from './around.tsx';
import { Options } from './options.tsx';
import { Steps } from './steps.tsx';

export function MatchPage() {
  const { t } = useWords();
  const { id } = useParams({ from: '/matcha/$id' });
  const asker = useAsker();
  const may = asker.role === 'placement' || asker.role === 'operator';
  const match = useQuery({ ...matchQuery(id), enabled: may });
  const journey = useQuery({ ...journeyQuery(id), enabled: may });
  useTitle(t('match.title', { ref: journey.data?.caseRef ?? '' }));
  usePrintable(match.data ? [match.data.request.journeyId] : []);
  if (!may) return <Neutral />;
  if (match.isError && (!match.data || isGone(match.error)))
    return <Failed logged title={t('match.failed')} error={match.error} onRetry={() => void match.refetch()} />;
  if (!match.data) return <Loading />;
  return <Matching match={match.data} journey={journey.data} />;
}

function Matching({ match, journey }: { match: ResponseOf<'match'>; journey: JourneyDetail | undefined }) {
  const { t } = useWords();
  const { request, options } = match;
  const ref = journey?.caseRef ?? match.queue.find((one) => one.journeyId === request.journeyId)?.caseRef ?? '';
  const nameOf = (option: PlaceOption) => placeNameOf(option, t);
  const placeName = (placeId: string | null) => {
    const found = options.find((one) => one.place.placeId === placeId);
    return found ? nameOf(found) : (placeId ?? '');
  };
  const onRefused = (problem: ApiProblem, placeId: string | null) => {
    const next = options.find((one) => one.hindrance === null && one.place.placeId !== placeId);
    showRefusal(problem, t, next && <p>{t('match.nextBest', { place: nameOf(next) })}</p>);
  };
  const acts = useMatchActs(match, placeName, onRefused);
  const over = request.status === 'fulfilled' || request.status === 'withdrawn';
  const listed = options.some((one) => one.place.placeId === request.placeId);
  const steps = <Steps match={match} journey={journey} place={placeName(request.placeId)} acts={acts} />;
  return (
    <>
      <RoundBar journeyId={request.journeyId} to="/matcha/$id" />
      <div className="ph">
        <div>
          <p className="crumb">
            <Link to="/ko">{t('journey.crumbQueue')}</Link> <Icon name="right" />{' '}
            <Link to="/arende/$id" params={{ id: request.journeyId }}>
              {ref}
            </Link>{' '}
            <Icon name="right" /> {t('match.crumb')}
          </p>
          <h1>{t('match.title', { ref })}</h1>
        </div>
        <div className="row">
          <PresenceBadge journeyId={request.journeyId} />
          <span className="mut sm">{t('match.rules')}</span>
          <button className="btn l" type="button" onClick={() => void printPage(t)}>
            <Icon name="print" />
            {t('shell.print')}
          </button>
        </div>
      </div>
      <Strip match={match} journey={journey} />
      <section className="blk" aria-labelledby="t-pl">
        {over ? (
          <Empty
            title={t(request.status === 'fulfilled' ? 'match.fulfilled' : 'match.withdrawn')}
            text={t(request.status === 'fulfilled' ? 'match.fulfilledText' : 'match.withdrawnText')}
          >
            <Link className="btn main" to="/arende/$id" params={{ id: request.journeyId }}>
              {t('match.toCase')}
            </Link>
          </Empty>
        ) : (
          <>
            <div className="hd bare">
              <h2 id="t-pl">{t('match.places', { count: options.length })}</h2>
              <span className="mut sm">
                <Icon name="check" /> {t('match.met')} <Icon name="cross" /> {t('match.unmet')}
              </span>
            </div>
            {request.placeId !== null && !listed && <section className="panel held-panel">{steps}</section>}
            {options.length === 0 ? (
              <Empty title={t('match.noneTitle')} text={t('match.noneText')}>
                <Link className="btn l" to="/arende/$id" params={{ id: request.journeyId }}>
                  {t('match.toCase')}
                </Link>
              </Empty>
            ) : (
              <Options match={match} acts={acts} steps={steps} />
            )}
            <p className="mut sm note">{t('match.costNote')}</p>
          </>
        )}
      </section>
      <div className="cols even">
        <NextInTurn match={match} />
        <Declines match={match} caseRef={ref} />
      </div>
    </>
  );
}

function Strip({ match, journey }: { match: ResponseOf<'match'>; journey: JourneyDetail | undefined }) {
  const words = useWords();
  const { t } = words;
  const { request } = match;
  const now = serverNow();
  const edge = journey?.badge === 'over' || journey?.badge === 'near' ? journey.badge : '';
  const wish = match.options.find((one) => one.place.unitId === request.wishUnitId)?.unitName;
  return (
    <dl className={`strip ${edge}`}>
      {journey && (
        <>
          <div>
            <dt>{t('journey.case')}</dt>
            <dd className="big">{journey.caseRef}</dd>
            <dd>{journey.track ? <Track track={journey.track} /> : <small>{t(`codes.state.${journey.state}`)}</small>}</dd>
          </div>
          <div>
            <dt>{t('journey.patient')}</dt>
            <dd>
              {personName(journey.person, words)}
              <small>{personDetail(journey.person, words)}</small>
            </dd>
          </div>
          <div>
            <dt>{t('journey.caredFor')}</dt>
            <dd>
              {journey.leg?.unitName ?? (journey.leg ? t(`codes.kind.${journey.leg.kind}`) : '–')}
              <small>{journey.leg && t(`codes.kind.${journey.leg.kind}`)}</small>
            </dd>
          </div>
        </>
      )}
      <div className="nd">
        <dt>{t('match.mustHave')}</dt>
        <dd>
          <ul className="needs">
            {request.kinds.slice(0, 1).map((kind) => (
              <li key={kind}>{t(`codes.kind.${kind}`)}</li>
            ))}
            {request.needs.map((need) => (
              <li key={need}>{t(`codes.feature.${need}`)}</li>
            ))}
          </ul>
        </dd>
      </div>
      <div className="nd w">
        <dt>{t('match.wishes')}</dt>
        <dd>
          {wish ? (
            <ul className="needs wish">
              <li>
                <Icon name="star" />
                {wish}
              </li>
            </ul>
          ) : (
            <small>{t('match.noWish')}</small>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('match.earliest')}</dt>
        <dd>
          {Date.parse(request.earliestAt) <= now.getTime() ? t('match.atOnce') : openingText(request.earliestAt, now)}
          <small>{t(`codes.priority.${request.priority}`)}</small>
        </dd>
      </div>
      {journey && journey.waitHours !== null && journey.readySince && (
        <div className="last">
          <dt>{t('journey.waitedSince', { at: dateTimeText(journey.readySince) })}</dt>
          <dd className="big">{words.wait(journey.waitHours)}</dd>
          <dd>
            <TimeBadge level={journey.badge} />
          </dd>
        </div>
      )}
    </dl>
  );
}
