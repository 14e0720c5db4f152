import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import type { JourneyItem } from '#contracts';
import { useAsker, useSession } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../shell/keys.ts';
import { defaultSort } from './filters.ts';
import { QueueRow } from './row.tsx';
import { shortNames } from './short-names.ts';

type SortField = 'caseRef' | 'municipality' | 'readySince' | 'waitHours' | 'admittedAt';

interface Props {
  readonly rows: readonly { readonly item: JourneyItem; readonly gone: boolean }[];
  readonly sort: string | undefined;
  readonly stale: boolean;
}

export function QueueTable({ rows, sort = defaultSort, stale }: Props) {
  const { t } = useWords();
  const asker = useAsker();
  const facilities = useSession()?.facilities;
  const facility = useCallback(
    (id: string | null) => {
      const name = facilities?.find((one) => one.id === id)?.name;
      return name ? (shortNames(facilities!.map((one) => one.name)).get(name) ?? name) : (id ?? '');
    },
    [facilities],
  );
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: 1 | -1) => () => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a.id') ?? [])];
    const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement) ?? false);
    const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: step(1), k: step(-1) });
  const field = sort.replace('-', '') as SortField;
  const down = sort.startsWith('-');
  const names: Record<SortField, string> = {
    caseRef: t('queue.colCase'),
    municipality: t('queue.colTarget'),
    readySince: t('queue.colReady'),
    waitHours: t('queue.colWaited'),
    admittedAt: t('queue.colAdmitted'),
  };
  const head = (name: SortField, className?: string) => (
    <SortHead name={name} label={names[name]} current={field === name ? (down ? 'descending' : 'ascending') : null} className={className} />
  );
  return (
    <table className={stale ? 't ko stale-data' : 't ko'}>
      <caption className="sr">
        {t('queue.caption', { column: names[field], direction: t(down ? 'queue.descending' : 'queue.ascending') })}
      </caption>
      <thead>
        <tr>
          {head('caseRef')}
          <th scope="col">{t('queue.colPatient')}</th>
          <th scope="col" className="c-ward">
            {t('queue.colWard')}
          </th>
          {head('municipality')}
          {head('readySince', 'c-ready')}
          {head('waitHours', 'num c-wait')}
          <th scope="col">{t('queue.colCause')}</th>
          <th scope="col">{t('queue.colNext')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map(({ item, gone }) => (
          <QueueRow key={item.journeyId} item={item} gone={gone} role={asker.role} facility={facility} />
        ))}
      </tbody>
    </table>
  );
}

function SortHead({
  name,
  label,
  current,
  className,
}: {
  name: SortField;
  label: string;
  current: 'ascending' | 'descending' | null;
  className?: string | undefined;
}) {
  const navigate = useNavigate({ from: '/ko' });
  // Long waits are asked for first; everything else from its beginning.
  const next = current === null ? (name === 'waitHours' ? '-waitHours' : name) : current === 'descending' ? name : `-${name}`;
  return (
    <th scope="col" className={className} aria-sort={current ?? undefined}>
      <button
        className="sort"
        type="button"
        onClick={() => void navigate({ search: (before) => ({ ...before, sort: next === defaultSort ? undefined : next }), replace: true })}
      >
        {label}
        {current && <Icon name={current === 'descending' ? 'sortDown' : 'sortUp'} />}
      </button>
    </th>
  );
}
