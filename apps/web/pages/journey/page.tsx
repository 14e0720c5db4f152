// One patient's way: where, why still here, since when, whose move.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { JourneyDetail } from '#contracts';
import { isGone } from '../../api/client.ts';
import { journeyQuery } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { AsOfBanner } from '../../parts/as-of-banner.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PresenceBadge } from '../../parts/presence.tsx';
import { printPage, usePrintable } from '../../parts/print.tsx';
import { RoundBar } from '../../parts/round.tsx';
import { Failed, Loading, Neutral } from '../../parts/states.tsx';
import { useTitle } from '../../shell/title.ts';
import { JourneyCanal } from './canal.tsx';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import { Clocks, Gaps, HomeReady, mayMatch, NextStep, Placement } from './side.tsx';
import { Why } from './why.tsx';

export function JourneyPage() {
  const { t } = useWords();
  const { id } = useParams({ from: '/arende/$id' });
  const { flik, asOf } = useSearch({ from: '/arende/$id' });
  const navigate = useNavigate({ from: '/arende/$id' });
  const asker = useAsker();
  const { data, error, isError, refetch } = useQuery({ ...journeyQuery(id, asOf), enabled: asker.role !== 'manager' });
  useTitle(data?.caseRef ?? t('journey.case'));
  usePrintable(data ? [data.journeyId] : []);
  if (asker.role === 'manager') return <Neutral />;
  if (isError && (!data || isGone(error)))
    return <Failed logged title={t('journey.failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      {asOf && <AsOfBanner asOf={asOf} onBack={() => void navigate({ search: (before) => ({ ...before, asOf: undefined }) })} />}
      <RoundBar journeyId={data.journeyId} to="/arende/$id" />
      <Head journey={data} />
      <Facts journey={data} />
      <JourneyCanal journey={data} />
      <div className="cols case">
        <div className="stack">
          <Why journey={data} />
          <History journey={data} tab={flik} />
        </div>
        <div className="stack">
          <NextStep journey={data} />
          <HomeReady journey={data} />
          <Clocks journey={data} />
          <Placement journey={data} />
          <Gaps journey={data} />
        </div>
      </div>
    </>
  );
}

function Head({ journey }: { journey: JourneyDetail }) {
  const { t } = useWords();
  const asker = useAsker();
  const where = journey.municipalityName ? ` ${t('journey.inMunicipality', { name: journey.municipalityName })}` : '';
  const title =
    journey.waitHours !== null && journey.target
      ? t('journey.titleWaits', { ref: journey.caseRef, kind: t(`codes.kind.${journey.target}`).toLowerCase() }) + where
      : t('journey.titleState', { ref: journey.caseRef, state: t(`codes.state.${journey.state}`).toLowerCase() });
  return (
    <div className="ph">
      <div>
        <p className="crumb">
          <Link to="/ko">{t('journey.crumbQueue')}</Link> <Icon name="right" /> {t(`codes.state.${journey.state}`)} <Icon name="right" />{' '}
          {journey.caseRef}
        </p>
        <h1>{title}</h1>
      </div>
      <div className="row">
        <PresenceBadge journeyId={journey.journeyId} />
        {journey.marks.map((mark) => (
          <span key={mark} className="badge plain">
            <Icon name="info" />
            {t(`codes.mark.${mark}`)}
          </span>
        ))}
        <button className="btn l" type="button" onClick={() => void printPage(t)}>
          <Icon name="print" />
          {t('shell.print')}
        </button>
        {mayMatch(asker.role, journey) && (
          <Link className="btn main" to="/matcha/$id" params={{ id: journey.journeyId }}>
            <Icon name="search" />
            {t('journey.match')}
          </Link>
        )}
      </div>
    </div>
  );
}
