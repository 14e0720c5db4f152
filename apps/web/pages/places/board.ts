// The place board as rows: units by municipality, what is shown folded, and sums. Pure.
import type { CareKind, UnitItem } from '#contracts';

export interface BoardFilters {
  readonly kind: string;
  readonly show?: string | undefined;
  readonly municipality?: string | undefined;
}
/** More units of a kind than this in one municipality are folded to a line. */
const foldOver = 4;

export type BoardRow =
  | { readonly type: 'municipality'; readonly name: string; readonly code: string }
  | { readonly type: 'unit'; readonly unit: UnitItem }
  | { readonly type: 'fold'; readonly code: string; readonly units: readonly UnitItem[]; readonly open: boolean };

export const shows = (unit: UnitItem, show: string | undefined): boolean =>
  show === 'free' ? unit.free > 0 : show === 'closed' ? unit.closed > 0 : show === 'stale' ? unit.stale : true;

export function boardRows(
  units: readonly UnitItem[],
  filters: BoardFilters,
  order: readonly string[],
  opened: readonly string[],
): BoardRow[] {
  const shown = units.filter(
    (unit) =>
      unit.kind === filters.kind && shows(unit, filters.show) && (!filters.municipality || unit.municipality === filters.municipality),
  );
  const codes = [...new Set(shown.map((unit) => unit.municipality))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return codes.flatMap((code): BoardRow[] => {
    const own = shown.filter((unit) => unit.municipality === code).sort((a, b) => a.name.localeCompare(b.name, 'sv'));
    const head: BoardRow = { type: 'municipality', name: own[0]!.municipalityName, code };
    if (own.length <= foldOver || filters.municipality || filters.show)
      return [head, ...own.map((unit): BoardRow => ({ type: 'unit', unit }))];
    const open = opened.includes(code);
    return [head, { type: 'fold', code, units: own, open }, ...(open ? own.map((unit): BoardRow => ({ type: 'unit', unit })) : [])];
  });
}

export interface Sum {
  readonly places: number;
  readonly occupied: number;
  readonly held: number;
  readonly closed: number;
  readonly free: number;
  readonly readyToLeave: number;
  readonly over: number;
}
export const sumOf = (units: readonly UnitItem[]): Sum =>
  units.reduce(
    (sum, unit) => ({
      places: sum.places + unit.places,
      occupied: sum.occupied + unit.occupied,
      held: sum.held + unit.held,
      closed: sum.closed + unit.closed,
      free: sum.free + unit.free,
      readyToLeave: sum.readyToLeave + unit.readyToLeave,
      over: sum.over + (isOver(unit) ? 1 : 0),
    }),
    { places: 0, occupied: 0, held: 0, closed: 0, free: 0, readyToLeave: 0, over: 0 },
  );

/** More people than open places. */
export const isOver = (unit: UnitItem): boolean => unit.free < 0 || unit.occupied > unit.places - unit.closed;

/** Free places per day, over units: null for a day no unit knows. */
export function freeByDay(
  units: readonly UnitItem[],
  days: readonly string[],
): { on: string; open: number; occupied: number; known: boolean }[] {
  const all = units.map((unit) => new Map(unit.occupancy.map((day) => [day.on, day])));
  return days.map((on) => {
    const found = all.map((unit) => unit.get(on)).filter((day) => day !== undefined);
    return {
      on,
      open: found.reduce((sum, day) => sum + day.open, 0),
      occupied: found.reduce((sum, day) => sum + day.occupied, 0),
      known: found.length > 0,
    };
  });
}

export const daysOf = (units: readonly UnitItem[]): string[] =>
  [...new Set(units.flatMap((unit) => unit.occupancy.map((day) => day.on)))].sort().slice(-15);

export const kindsOf = (units: readonly UnitItem[]): [CareKind, number][] => {
  const counts = new Map<CareKind, number>();
  for (const unit of units) counts.set(unit.kind, (counts.get(unit.kind) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => Number(b === 'short-term') - Number(a === 'short-term') || y - x);
};
