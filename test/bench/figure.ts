// A figure never stands alone: beside it stands what the same machine could do in the same minute with nothing but the bare parts.
import { loadavg } from 'node:os';

export interface Floor {
  readonly value: number;
  readonly unit: string;
  /** What was done for it, in a few words. */
  readonly what: string;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: Floor | null;
  /** Value by floor: of a rate it should be high, of a time low. */
  readonly ratio: number | null;
  readonly aim?: string;
  /** What else was seen: counts of what was left out, whether two hashes are the same. */
  readonly seen?: Readonly<Record<string, unknown>>;
  /** One minute's load of the machine when the figure was ready. */
  readonly load: number;
}

export interface Bench {
  readonly quick: boolean;
  readonly profile: boolean;
  /** A folder of this run, gone afterwards. */
  readonly folder: string;
  tell(figure: Omit<Figure, 'load' | 'ratio'>): void;
}

export const lineOf = ({ name, value, unit, floor, ratio, aim, seen, load }: Figure): string =>
  [
    name.padEnd(24),
    `${shown(value)} ${unit}`.padEnd(18),
    floor ? `floor ${shown(floor.value)} ${floor.unit}`.padEnd(24) : 'no floor'.padEnd(24),
    ratio === null ? ''.padEnd(12) : `ratio ${ratio.toFixed(2)}`.padEnd(12),
    `load ${load.toFixed(1)}`,
    aim ? ` aim ${aim}` : '',
    seen ? ` ${JSON.stringify(seen)}` : '',
  ].join(' ');

export const ready = (told: Omit<Figure, 'load' | 'ratio'>): Figure => ({
  ...told,
  ratio: told.floor ? told.value / told.floor.value : null,
  load: loadavg()[0]!,
});

/** Of a sorted copy; the nearest rank, so that it is always a value that was seen. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const rounded = (value: number, decimals = 2): number => Number(value.toFixed(decimals));
const shown = (value: number) => (Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(2));
