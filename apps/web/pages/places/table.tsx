import { Link } from '@tanstack/react-router';
import { Fragment, useRef } from 'react';
import type { UnitItem } from '#contracts';
import { serverNow } from '../../api/server-clock.ts';
import { dateText, isoWeek, isWeekend, recentText } from '../../format/dates.ts';
import { hoursBetween } from '../../format/wait.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../shell/keys.ts';
import { daysOf, freeByDay, isOver, sumOf, type BoardRow, type Sum } from './board.ts';
import { DayCells } from './day-cells.tsx';

interface Props {
  readonly rows: readonly BoardRow[];
  readonly units: readonly UnitItem[];
  readonly today: string;
  readonly selected: string | undefined;
  readonly kindWord: string;
  readonly onFold: (code: string) => void;
}

export function PlacesTable({ rows, units, today, selected, kindWord, onFold }: Props) {
  const { t } = useWords();
  const days = daysOf(units);
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: 1 | -1) => () => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a.id') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
  };
  useKeys({ j: step(1), k: step(-1) });
  return (
    <table className="t pl">
      <caption className="sr">{t('places.caption')}</caption>
      <Head days={days} today={today} />
      <tbody ref={body}>
        {rows.map((row) =>
          row.type === 'municipality' ? (
            <tr key={`m${row.code}`} className="muni">
              <th scope="rowgroup" colSpan={days.length + 7}>
                {row.name}
              </th>
            </tr>
          ) : row.type === 'unit' ? (
            <UnitRow key={row.unit.unitId} unit={row.unit} days={days} today={today} selected={row.unit.unitId === selected} />
          ) : (
            <FoldRow key={`f${row.code}`} row={row} days={days} today={today} kindWord={kindWord} onFold={() => onFold(row.code)} />
          ),
        )}
      </tbody>
      {rows.length > 2 && (
        <tfoot>
          <tr>
            <th scope="row" className="c-unit">
              {t('places.all', { kind: kindWord.toLowerCase() })}
            </th>
            <Figures sum={sumOf(units)} />
            <DayCells name={t('places.all', { kind: kindWord.toLowerCase() })} days={freeByDay(units, days)} today={today} />
            <td className="rep" />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Head({ days, today }: { days: readonly string[]; today: string }) {
  const { t } = useWords();
  const weeks = new Map<number, number>();
  for (const day of days) weeks.set(isoWeek(`${day}T12:00:00Z`).week, (weeks.get(isoWeek(`${day}T12:00:00Z`).week) ?? 0) + 1);
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2} className="u1">
          {t('places.colUnit')}
        </th>
        <th scope="col" rowSpan={2} className="num n">
          <abbr title={t('places.colTakenLong')}>{t('places.colTaken')}</abbr>
        </th>
        <th scope="col" rowSpan={2} className="num n">
          <abbr title={t('places.colHeldLong')}>{t('places.colHeld')}</abbr>
        </th>
        <th scope="col" rowSpan={2} className="num n">
          {t('places.colClosed')}
        </th>
        <th scope="col" rowSpan={2} className="num n">
          <abbr title={t('places.colReadyLong')}>{t('places.colReady')}</abbr>
        </th>
        <th scope="col" rowSpan={2} className="num n">
          {t('places.colFree')}
        </th>
        {[...weeks].map(([week, count]) => (
          <th key={week} scope="colgroup" className="wk" colSpan={count}>
            {count > 1 ? t('shell.week', { week }) : <span className="sr">{t('shell.week', { week })}</span>}
          </th>
        ))}
        <th scope="col" rowSpan={2} className="num rep">
          {t('places.colReported')}
        </th>
      </tr>
      <tr>
        {days.map((day, index) => (
          <th
            key={day}
            scope="col"
            className={`d${day === today ? ' td' : ''}${isWeekend(day) ? ' we' : ''}${days.length - index > 7 ? ' far' : ''}`}
          >
            <abbr title={day}>{day.slice(8)}</abbr>
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function Figures({ sum }: { sum: Sum | UnitItem }) {
  const { number } = useWords();
  return (
    <>
      <td className="num n">{number(sum.occupied)}</td>
      <td className="num n">{number(sum.held)}</td>
      <td className="num n">{number(sum.closed)}</td>
      <td className="num n">{number(sum.readyToLeave)}</td>
      <td className="num n c-free">
        <span className={sum.free > 0 ? 'free' : sum.free < 0 ? 'free over' : 'free no'}>
          {sum.free < 0 ? `−${-sum.free}` : number(sum.free)}
        </span>
      </td>
    </>
  );
}

function UnitRow({ unit, days, today, selected }: { unit: UnitItem; days: readonly string[]; today: string; selected: boolean }) {
  const { t } = useWords();
  return (
    <tr className={`${isOver(unit) ? 'over' : ''} ${unit.stale ? 'stale' : ''}`.trim() || undefined} aria-selected={selected || undefined}>
      <th scope="row" className="c-unit">
        <Link
          to="/platser"
          search={(before) => ({ ...before, unit: unit.unitId })}
          className="id u"
          id={`unit-${unit.unitId}`}
          resetScroll={false}
        >
          {unit.name}
        </Link>{' '}
        <span className="mut sm nw">{t('places.places', { count: unit.places })}</span>
        <UnitNotes unit={unit} />
      </th>
      <Figures sum={unit} />
      <DayCells name={unit.name} days={freeByDay([unit], days)} today={today} />
      <Reported unit={unit} />
    </tr>
  );
}

function UnitNotes({ unit }: { unit: UnitItem }) {
  const { t } = useWords();
  const notes = [
    ...unit.closures.map((one) =>
      t(one.expectedEndOn ? 'places.closureUntil' : 'places.closure', {
        count: one.places,
        at: one.expectedEndOn ?? '',
        reason: t(`codes.closure.${one.reason}`),
      }),
    ),
    ...unit.expectedVacancies.slice(0, 1).map((one) => t('places.vacancy', { count: one.places, at: dateText(one.at) })),
    ...(unit.weekendIntake ? [] : [t('places.noWeekend')]),
  ];
  return notes.map((note) => (
    <Fragment key={note}>
      <small>{note}</small>
    </Fragment>
  ));
}

function Reported({ unit }: { unit: UnitItem }) {
  const { t, rough, lang } = useWords();
  const now = serverNow();
  if (!unit.reportedAt) return <td className="rep num mut">{t('places.never')}</td>;
  return (
    <td className="rep num">
      {unit.stale ? (
        <>
          <span className="badge near">
            <Icon name="clock" />
            {rough(hoursBetween(unit.reportedAt, now))}
          </span>
          <small>{recentText(unit.reportedAt, now, lang)}</small>
        </>
      ) : (
        recentText(unit.reportedAt, now, lang)
      )}
    </td>
  );
}

function FoldRow({
  row,
  days,
  today,
  kindWord,
  onFold,
}: {
  row: Extract<BoardRow, { type: 'fold' }>;
  days: readonly string[];
  today: string;
  kindWord: string;
  onFold: () => void;
}) {
  const { t } = useWords();
  const sum = sumOf(row.units);
  return (
    <tr className="agg">
      <th scope="row" className="c-unit">
        {kindWord} <span className="sm nw">{t('places.places', { count: sum.places })}</span>
        <small>
          <button className="linklike" type="button" aria-expanded={row.open} onClick={onFold}>
            {row.open ? t('places.hideUnits') : t('places.showUnits', { count: row.units.length })}
          </button>
        </small>
      </th>
      <Figures sum={sum} />
      <DayCells name={kindWord} days={freeByDay(row.units, days)} today={today} />
      <td className="rep" />
    </tr>
  );
}
