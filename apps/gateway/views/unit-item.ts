import type { UnitItem } from '#contracts';
import type { UnitFigures } from '../lists/unit-rows.ts';
import { hoursBetween } from './badges.ts';
import type { Names } from './names.ts';

/** Older than this, a figure is shown as stale. */
export const staleAfterHours = 24;

/** A unit with registered places is counted from them; one that only reports is shown as it reported. */
export function unitItem(figures: UnitFigures, readyToLeave: number, occupancy: UnitItem['occupancy'], at: string, names: Names): UnitItem {
  const { unit } = figures;
  const reported = figures.places === 0 ? unit.reported : null;
  const reportedAt = newest([unit.reported?.at ?? null, figures.placesRecordedAt]);
  return {
    unitId: unit.unitId,
    name: unit.name,
    kind: unit.kind,
    municipality: unit.municipality,
    municipalityName: names.municipality(unit.municipality) ?? unit.municipality,
    places: reported?.places ?? figures.places,
    occupied: reported?.occupied ?? figures.occupied,
    held: figures.held,
    closed: figures.closed,
    free: reported ? Math.max(0, reported.places - reported.occupied) : figures.free,
    readyToLeave,
    reportedAt,
    stale: reportedAt === null || hoursBetween(reportedAt, at) > staleAfterHours,
    weekendIntake: unit.weekendIntake,
    expectedVacancies: unit.expectedVacancies,
    closures: [...figures.closures],
    occupancy,
  };
}

const newest = (instants: readonly (string | null)[]): string | null =>
  instants.reduce<string | null>((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
