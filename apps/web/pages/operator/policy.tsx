// What the site has decided and which version of it holds; the files of policy and mappings read again, or what is wrong with them.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../api/act.ts';
import { policyQuery, queryClient } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { dateText, dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toasts.tsx';
import { Part } from './part.tsx';
import { areasOf, faultsOf, valuesOf, type AreaView, type FileFault } from './policy-view.ts';

const tones = { 'in-force': 'ok', ahead: 'info', replaced: 'plain', past: 'plain' } as const;

interface Read {
  readonly version: string;
  readonly changed?: boolean;
  /** From when it is in force: a moment ahead, so that every process has it by then. */
  readonly since?: string | null;
}
const slackMs = 500;

function refresh(): void {
  for (const family of ['policy', 'retention', 'operator']) void queryClient.invalidateQueries({ queryKey: [family] });
}

/** The faults of the last reading, until one goes well. */
function useReading(name: 'reloadPolicy' | 'reloadMappings', said: (read: Read) => string) {
  const { t } = useWords();
  const { busy, run } = useAct(name);
  const [faults, setFaults] = useState<readonly FileFault[]>([]);
  const read = async () => {
    const outcome = await run({ body: {} });
    if (outcome.kind === 'busy') return;
    const found = outcome.kind === 'refused' ? faultsOf(outcome.problem.problem) : [];
    setFaults(found);
    if (outcome.kind === 'refused' && found.length === 0) showRefusal(outcome.problem, t);
    if (outcome.kind !== 'done') return;
    toast(said(outcome.value));
    const { changed = true, since } = outcome.value as Read;
    if (changed) setTimeout(refresh, since ? Math.max(0, Date.parse(since) - serverNow().getTime()) + slackMs : 0);
  };
  const button = (
    <button className="btn" type="button" disabled={busy} onClick={() => void read()}>
      <Icon name="refresh" />
      {t('upkeep.reload')}
      <span className="sr"> {t(name === 'reloadPolicy' ? 'upkeep.policy' : 'upkeep.mappings')}</span>
    </button>
  );
  return { button, faults };
}

export function Policy() {
  const { t } = useWords();
  const asked = useQuery(policyQuery);
  const { button, faults } = useReading('reloadPolicy', ({ version, changed }) =>
    t(changed ? 'upkeep.policyReloaded' : 'upkeep.policySame', { version }),
  );
  const data = asked.data;
  return (
    <Part id="t-policy" title={t('upkeep.policy')} acts={button} asked={asked}>
      <Faults title={t('upkeep.policyWrong')} faults={faults} />
      {data && (
        <>
          <p className="in mut sm">
            {t('upkeep.policyVersion')} <b className="break">{data.version}</b>,{' '}
            {data.since ? t('upkeep.policySince', { at: dateTimeText(data.since) }) : t('upkeep.policyFirst')}
          </p>
          {areasOf(data.entries, dateText(serverNow())).map((one) => (
            <Area key={one.area} view={one} values={valuesOf(data.inForce[one.area])} />
          ))}
        </>
      )}
    </Part>
  );
}

function Area({ view, values }: { view: AreaView; values: ReturnType<typeof valuesOf> }) {
  const { t } = useWords();
  return (
    <div className="area">
      <h3 id={`t-${view.area}`}>{t(`upkeep.area.${view.area}`)}</h3>
      <ul className="versions" aria-labelledby={`t-${view.area}`}>
        {view.entries.map((one) => (
          <li key={one.id}>
            <span>
              <span className="break">{one.id}</span>
              {one.of && <span className="mut"> · {one.of}</span>}
              <small>
                {one.validTo ? t('upkeep.fromTo', { from: one.validFrom, to: one.validTo }) : t('upkeep.from', { from: one.validFrom })}
                {one.source && ` · ${one.source}`}
              </small>
            </span>
            <span className={`badge ${tones[one.validity]}`}>{t(`upkeep.validity.${one.validity}`)}</span>
          </li>
        ))}
      </ul>
      <details className="record">
        <summary>
          {t('upkeep.showValues')}
          <span className="sr"> {t(`upkeep.area.${view.area}`)}</span>
        </summary>
        <dl>
          {values.map(({ path, value }) => (
            <div key={path}>
              <dt className="break">{path}</dt>
              <dd className="break">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

export function Mappings() {
  const { t } = useWords();
  const { button, faults } = useReading('reloadMappings', ({ version }) => t('upkeep.mappingsReloaded', { version }));
  return (
    <Part id="t-mappningar" title={t('upkeep.mappings')} acts={button}>
      <Faults title={t('upkeep.mappingsWrong')} faults={faults} />
      <p className="in mut sm">{t('upkeep.mappingsNote')}</p>
    </Part>
  );
}

function Faults({ title, faults }: { title: string; faults: readonly FileFault[] }) {
  if (faults.length === 0) return null;
  return (
    <div className="in faults" role="alert">
      <p>
        <Icon name="over" /> <b>{title}</b>
      </p>
      <ul>
        {faults.map(({ file, at, fault }) => (
          <li key={`${file}${at}${fault}`} className="break">
            <b>{file}</b> {at} {fault}
          </li>
        ))}
      </ul>
    </div>
  );
}
