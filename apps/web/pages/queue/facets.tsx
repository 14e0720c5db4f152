import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JourneyList } from '#contracts';
import type { QueueFilters } from '../../api/queries.ts';
import { useMunicipalityName, useSession } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { shortNames } from './short-names.ts';

type Field = 'badge' | 'cause' | 'target' | 'municipality' | 'facility';
const order: Record<Field, readonly string[]> = {
  badge: ['over', 'near', 'within'],
  cause: ['capacity', 'process', 'person'],
  target: [],
  municipality: [],
  facility: [],
};

export function Facets({ filters, facets }: { filters: QueueFilters; facets: JourneyList['facets'] | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/ko' });
  const [all, setAll] = useState(false);
  const municipality = useMunicipalityName();
  const facilities = useSession()?.facilities ?? [];
  const short = shortNames(facilities.map((one) => one.name));
  const facilityName = (id: string) => short.get(facilities.find((one) => one.id === id)?.name ?? '') ?? id;
  const word: Record<Field, (value: string) => string> = {
    badge: (value) => t(`codes.badgeShort.${value as 'over'}`),
    cause: (value) => t(`codes.cause.${value as 'process'}`),
    target: (value) => t(`codes.kind.${value as 'home'}`),
    municipality,
    facility: facilityName,
  };
  const toggle = (field: Field, value: string) => () =>
    void navigate({ search: (before) => ({ ...before, [field]: filters[field] === value ? undefined : value }), replace: true });
  const groups: [Field, string][] = [
    ['badge', t('queue.facetBadge')],
    ['cause', t('queue.facetCause')],
    ['target', t('queue.facetTarget')],
    ['municipality', t('queue.facetMunicipality')],
    ['facility', t('queue.facetFacility')],
  ];
  const shown = groups
    .map(([field, title]) => ({ field, title, values: valuesOf(field, facets?.[field] ?? {}, filters[field]) }))
    .filter(({ field, values }) => values.length > 1 || filters[field] !== undefined);
  return (
    <div className={all ? 'facet-groups all' : 'facet-groups'}>
      {shown.map(({ field, title, values }) => (
        <fieldset key={field}>
          <legend>{title}</legend>
          {values.map(([value, count]) => (
            <button key={value} className="chip" type="button" aria-pressed={filters[field] === value} onClick={toggle(field, value)}>
              {filters[field] === value && <Icon name="check" />}
              {word[field](value)} <b>{count}</b>
            </button>
          ))}
        </fieldset>
      ))}
      {shown.length > 2 && (
        <button className="chip only-s" type="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {t('queue.moreFilters')} <b>{shown.length - 2}</b>
        </button>
      )}
    </div>
  );
}

/** Known orders first, then by count. A chosen value stays although nobody has it now. */
function valuesOf(field: Field, counts: Record<string, number>, chosen: string | undefined): [string, number][] {
  const all = new Map(Object.entries(counts));
  if (chosen !== undefined && !all.has(chosen)) all.set(chosen, 0);
  const place = (value: string) => (order[field].includes(value) ? order[field].indexOf(value) : 99);
  return [...all]
    .filter(([value, count]) => count > 0 || value === chosen)
    .sort(([a, x], [b, y]) => place(a) - place(b) || y - x || a.localeCompare(b));
}
