import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../api/act.ts';
import { silencesQuery } from '../../api/queries.ts';
import { useAsker, useMunicipalityName } from '../../api/session.ts';
import { dateTimeText } from '../../format/dates.ts';
import { useWords } from '../../i18n/use-words.ts';
import { showRefusal } from '../../parts/conflict.tsx';
import { toast } from '../../parts/toasts.tsx';

/** Silences are listed and can be ended: nothing is quiet in secret. */
export function Silences() {
  const { t } = useWords();
  const asker = useAsker();
  const municipality = useMunicipalityName();
  const client = useQueryClient();
  const { data } = useQuery(silencesQuery);
  const { busy, run } = useAct('endSilence');
  if (!data || data.items.length === 0) return null;
  const end = async (id: string) => {
    const outcome = await run({ id });
    if (outcome.kind === 'refused') showRefusal(outcome.problem, t);
    if (outcome.kind === 'done') toast(t('alerts.endedSilence'));
    void client.invalidateQueries({ predicate: ({ queryKey }) => ['silences', 'alerts', 'alert'].includes(String(queryKey[0])) });
  };
  return (
    <section className="silences" aria-labelledby="t-tyst">
      <h2 id="t-tyst">{t('alerts.silencesTitle')}</h2>
      <ul>
        {data.items.map((one) => (
          <li key={one.silenceId}>
            <span>
              <b>{one.rule ? t(`codes.rule.${one.rule}`) : t('alerts.allRules')}</b>{' '}
              {one.municipality ? municipality(one.municipality) : t('alerts.regionWide')}
              <small>
                {one.reason} · {t('alerts.until', { at: dateTimeText(one.until) })} · {one.author}
              </small>
            </span>
            {(asker.role === 'manager' || asker.role === 'operator') && (
              <button className="btn" type="button" disabled={busy} onClick={() => void end(one.silenceId)}>
                {t('alerts.endSilence')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
