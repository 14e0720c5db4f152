// Is everything heard, in step, and nothing stuck? Operators work the queue; they do not read logs.
import { useQuery } from '@tanstack/react-query';
import type { OperatorView } from '#contracts';
import { useAct } from '../../api/act.ts';
import { operatorQuery, queryClient } from '../../api/queries.ts';
import { useAsker } from '../../api/session.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Failed, Loading, Neutral } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useTitle } from '../../shell/title.ts';
import { Erase } from './erase.tsx';
import { Flows, SilentRoles, Sources, UnknownUnits } from './health.tsx';
import { Notices } from './notices.tsx';
import { Mappings, Policy } from './policy.tsx';
import { Parked, Quarantine } from './stuck.tsx';
import { Retention, Verification } from './upkeep.tsx';

export function OperatorPage() {
  const { t } = useWords();
  const asker = useAsker();
  const may = asker.role === 'operator';
  const { data, error, isError, refetch } = useQuery({ ...operatorQuery, enabled: may });
  useTitle(t('operator.title'));
  if (!may) return <Neutral />;
  if (isError && !data) return <Failed title={t('operator.failed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <SilentRoles view={data} />
      <div className="ph">
        <div>
          <p className="crumb">{t('operator.crumb', { at: dateTimeText(data.startedAt) })}</p>
          <h1>{t('operator.title')}</h1>
          <Sums view={data} />
        </div>
        {data.demo && <Demo demo={data.demo} />}
      </div>
      <div className="cols">
        <div className="stack">
          <Sources view={data} />
          <Quarantine />
          <Parked view={data} />
          <Notices />
          <Retention />
          <Verification />
          <Erase />
        </div>
        <div className="stack">
          <Flows view={data} />
          <UnknownUnits view={data} />
          <Mappings />
          <Policy />
        </div>
      </div>
    </>
  );
}

function Sums({ view }: { view: OperatorView }) {
  const { t, number } = useWords();
  const silent = view.sources.filter((one) => one.silent).length;
  const figures = [
    [silent, 'silent', true],
    [view.quarantined, 'quarantined', true],
    [view.deadLetters.length, 'deadLetters', true],
    [view.lags.reduce((sum, one) => sum + one.lag, 0), 'lag', false],
    [view.outbox, 'outbox', false],
  ] as const;
  return (
    <p className="sum">
      {figures.map(([value, word, bad]) => (
        <span key={word} className={bad && value > 0 ? 'bad' : undefined}>
          {bad && value > 0 && <Icon name="over" />}
          <b>{number(value)}</b> {t(`operator.${word}`)}
        </span>
      ))}
    </p>
  );
}

function Demo({ demo }: { demo: NonNullable<OperatorView['demo']> }) {
  const { t, number } = useWords();
  const { busy, run } = useAct('demo');
  const turn = async () => {
    const outcome = await run({ body: { running: !demo.running } });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done') toast(t(outcome.value.running ? 'operator.goesOnDone' : 'operator.pausedDone'));
    void queryClient.invalidateQueries({ queryKey: ['operator'] });
  };
  return (
    <div className="row">
      <span className="mut">{demo.running ? t('operator.demoRunning', { speed: number(demo.speed, 1) }) : t('operator.demoPaused')}</span>
      <button className="btn l" type="button" disabled={busy} onClick={() => void turn()}>
        <Icon name={demo.running ? 'pause' : 'play'} />
        {t(demo.running ? 'operator.pause' : 'operator.goOn')}
      </button>
    </div>
  );
}
