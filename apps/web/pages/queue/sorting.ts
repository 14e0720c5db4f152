// Sort by several columns, as the address and the API write it: `municipality,-waitHours`.

export const sortColumns = ['caseRef', 'municipality', 'unit', 'readySince', 'waitHours', 'admittedAt'] as const;
export type SortColumn = (typeof sortColumns)[number];
export interface SortBy {
  readonly column: SortColumn;
  readonly down: boolean;
}

/** As many as the API takes. */
const most = 3;
/** Long waits are asked for first; everything else from its beginning. */
const firstDown = (column: SortColumn): boolean => column === 'waitHours';

export const readSort = (sort: string): SortBy[] =>
  sort
    .split(',')
    .map((one) => ({ column: one.replace('-', '') as SortColumn, down: one.startsWith('-') }))
    .filter(({ column }) => sortColumns.includes(column));
const written = (by: readonly SortBy[]): string => by.map(({ column, down }) => (down ? `-${column}` : column)).join(',');

/** A head was pressed. `add` (with shift): one more column, turned at the next press and taken away at the third. */
export function sortPressed(sort: string, column: SortColumn, add: boolean): string {
  const by = readSort(sort);
  const known = by.find((one) => one.column === column);
  const first = { column, down: firstDown(column) };
  if (!add) return written([known && by.length === 1 ? { column, down: !known.down } : first]);
  if (!known) return written([...by.slice(0, most - 1), first]);
  if (known.down === first.down) return written(by.map((one) => (one === known ? { column, down: !one.down } : one)));
  return written(by.length > 1 ? by.filter((one) => one !== known) : [first]);
}

/** Groups are rows that stand together: the group's column decides first. */
export function grouped(sort: string, group: string | undefined): string {
  if (group !== 'municipality' && group !== 'unit') return sort;
  const rest = readSort(sort);
  const own = rest.find((one) => one.column === group) ?? { column: group, down: false };
  return written([own, ...rest.filter((one) => one.column !== group)].slice(0, most));
}

/** The rows in their groups, each where its first row stands. */
export function groupsOf<T>(rows: readonly T[], keyOf: (row: T) => string): { readonly key: string; readonly rows: readonly T[] }[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups].map(([key, inIt]) => ({ key, rows: inIt }));
}
