// Water in a chamber per day: full is full, a hole in the water is a free place.
import type { ReactNode } from 'react';
import { percent } from '../../format/numbers.ts';
import { useWords } from '../../i18n/use-words.ts';

interface Day {
  readonly on: string;
  readonly open: number;
  readonly occupied: number;
  readonly known: boolean;
}

export function DayCells({ name, days, today }: { name: string; days: readonly Day[]; today: string }): ReactNode {
  const { t } = useWords();
  return days.map((day, index) => {
    const free = day.open - day.occupied;
    const far = days.length - index > 7;
    const label = day.known
      ? t('places.cell', { unit: name, on: day.on, percent: percent(day.occupied, day.open), free })
      : t('places.cellUnknown', { unit: name, on: day.on });
    return (
      <td key={day.on} className={`d${day.on === today ? ' td' : ''}${far ? ' far' : ''}`}>
        <span className={!day.known ? 'u' : free < 0 ? 'o' : free === 0 ? 'f' : undefined} title={label}>
          <span aria-hidden="true">{day.known ? (free < 0 ? `−${-free}` : free) : ''}</span>
          <span className="sr">{label}</span>
        </span>
      </td>
    );
  });
}
