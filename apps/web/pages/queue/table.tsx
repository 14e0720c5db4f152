import { useNavigate } from '@tanstack/react-router';
import { Fragment, useCallback, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { JourneyItem } from '#contracts';
import { useAsker, useSession } from '../../api/session.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { isHidden } from '../../parts/person.tsx';
import { useKeys } from '../../shell/keys.ts';
import type { Choice } from './choice.ts';
import { columns, type Column } from './columns.ts';
import { defaultSort } from './filters.ts';
import { QueueRow } from './row.tsx';
import { shortNames } from './short-names.ts';
import { groupsOf, readSort, sortPressed, type SortColumn } from './sorting.ts';

interface Props {
  readonly rows: readonly { readonly item: JourneyItem; readonly gone: boolean }[];
  readonly sort: string | undefined;
  readonly group: string | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly choice: Choice;
  readonly total: number;
  readonly stale: boolean;
}

export function QueueTable({ rows, sort = defaultSort, group, hidden, choice, total, stale }: Props) {
  const words = useWords();
  const { t } = words;
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
  const lines = () => [...(body.current?.querySelectorAll<HTMLTableRowElement>('tr[data-id]') ?? [])];
  const here = () => lines().find((line) => line.contains(document.activeElement));
  const step = (by: 1 | -1) => () => {
    const all = lines();
    const at = all.indexOf(here()!);
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    (next?.querySelector<HTMLElement>('a.id') ?? next?.querySelector('input'))?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const chooseHere = (range: boolean) => () => {
    const id = here()?.dataset['id'];
    if (id) choice.toggle(id, range);
  };
  useKeys({ j: step(1), k: step(-1), x: chooseHere(false), X: chooseHere(true) });

  const by = readSort(sort);
  const names: Record<SortColumn, string> = {
    caseRef: t('queue.colCase'),
    municipality: t('queue.colTarget'),
    unit: t('queue.colWard'),
    readySince: t('queue.colReady'),
    waitHours: t('queue.colWaited'),
    admittedAt: t('queue.colAdmitted'),
  };
  const head = (column: SortColumn, className?: string) => (
    <SortHead key={column} column={column} label={names[column]} sort={sort} className={className} />
  );
  const heads: Record<Column, React.ReactNode> = {
    patient: (
      <th key="patient" scope="col">
        {t('queue.colPatient')}
      </th>
    ),
    ward: head('unit', 'c-ward'),
    goal: head('municipality'),
    admitted: head('admittedAt', 'c-date'),
    expected: (
      <th key="expected" scope="col" className="c-date">
        {t('queue.colExpected')}
      </th>
    ),
    ready: head('readySince', 'c-ready'),
    wait: head('waitHours', 'num c-wait'),
    cause: (
      <th key="cause" scope="col">
        {t('queue.colCause')}
      </th>
    ),
    next: (
      <th key="next" scope="col">
        {t('queue.colNext')}
      </th>
    ),
  };
  const shown = columns.filter((one) => !hidden.has(one));
  const keyOf = ({ item }: (typeof rows)[number]) =>
    group === 'municipality'
      ? isHidden(item.person)
        ? t('queue.hiddenMunicipality')
        : (item.municipalityName ?? t('queue.noMunicipality'))
      : isHidden(item.person)
        ? t('queue.hidden')
        : item.leg?.unitName
          ? [item.leg.facility && facility(item.leg.facility), item.leg.unitName].filter(Boolean).join(', ')
          : t('queue.noWard');
  const groups = group ? groupsOf(rows, keyOf) : [{ key: '', rows }];
  const chosen = rows.filter(({ item }) => choice.has(item.journeyId)).length;
  const direction = (down: boolean) => t(down ? 'queue.descending' : 'queue.ascending');
  const [first, ...others] = by.map(({ column, down }) => ({ column: names[column], direction: direction(down) }));
  return (
    <div className="wide-t">
      <table className={stale ? 't ko stale-data' : 't ko'}>
        <caption className="sr">
          {first && t('queue.caption', first)}
          {others.map((one) => ` ${t('queue.andThen')} ${one.column}, ${one.direction}`).join('')}
        </caption>
        <thead>
          <tr>
            <th scope="col" className="c-tick">
              <label className="tick">
                <input
                  type="checkbox"
                  aria-label={t('queue.chooseAll', { count: rows.length })}
                  checked={chosen > 0 && chosen === rows.length}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen > 0 && chosen < rows.length;
                  }}
                  onChange={() => choice.all()}
                />
              </label>
            </th>
            {head('caseRef', 'c-id')}
            {shown.map((one) => heads[one])}
          </tr>
        </thead>
        <tbody ref={body}>
          {groups.map(({ key, rows: inIt }) => (
            <Fragment key={key}>
              {group && (
                <tr className="grp">
                  <th colSpan={shown.length + 2} scope="rowgroup">
                    {key}{' '}
                    <small>
                      {t('queue.groupCount', {
                        count: inIt.length,
                        wait: words.wait(Math.max(0, ...inIt.map(({ item }) => item.waitHours ?? 0))),
                      })}
                      {rows.length < total && `, ${t('queue.groupMore', { shown: rows.length, total })}`}
                    </small>
                  </th>
                </tr>
              )}
              {inIt.map(({ item, gone }) => (
                <QueueRow
                  key={item.journeyId}
                  item={item}
                  gone={gone}
                  role={asker.role}
                  facility={facility}
                  hidden={hidden}
                  chosen={choice.has(item.journeyId)}
                  onChoose={choice.toggle}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
        <tfoot className="print-room">
          <tr>
            <td colSpan={shown.length + 2} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface HeadProps {
  readonly column: SortColumn;
  readonly label: string;
  readonly sort: string;
  readonly className: string | undefined;
}

function SortHead({ column, label, sort, className }: HeadProps) {
  const { t } = useWords();
  const navigate = useNavigate({ from: '/ko' });
  const by = readSort(sort);
  const place = by.findIndex((one) => one.column === column);
  const own = by[place];
  const direction = own && (own.down ? 'descending' : 'ascending');
  const press = (add: boolean) => {
    const next = sortPressed(sort, column, add);
    void navigate({ search: (before) => ({ ...before, sort: next === defaultSort ? undefined : next }), replace: true });
  };
  return (
    // Only the deciding column has the state; the others say their place in words.
    <th scope="col" className={className} aria-sort={place === 0 ? direction : undefined}>
      <button
        className={own ? 'sort on' : 'sort'}
        type="button"
        title={t('queue.sortHint')}
        onClick={(event: MouseEvent) => press(event.shiftKey)}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || !event.shiftKey) return;
          event.preventDefault();
          press(true);
        }}
      >
        {label}
        {own && <Icon name={own.down ? 'sortDown' : 'sortUp'} />}
        {own && by.length > 1 && <sup aria-hidden="true">{place + 1}</sup>}
        {place > 0 && (
          <span className="sr">
            , {t('queue.sortedAlso', { place: place + 1 })}, {t(own!.down ? 'queue.descending' : 'queue.ascending')}
          </span>
        )}
      </button>
    </th>
  );
}
