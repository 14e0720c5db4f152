// Names of places and organisations, from the region's data and the units that registered.
import type { Region } from '#platform';

export type Language = 'sv' | 'en';

export interface Names {
  readonly unit: (unitId: string | null) => string | null;
  readonly municipality: (code: string | null) => string | null;
  readonly facility: (id: string | null) => string | null;
}

export function namesOf(region: Region, units: ReadonlyMap<string, string>): Names {
  const wards = new Map(region.facilities.flatMap((f) => f.wards.map((w) => [w.id, w.name] as const)));
  const municipalities = new Map(region.municipalities.map((m) => [m.code, m.name]));
  const facilities = new Map(region.facilities.map((f) => [f.id, f.name]));
  return {
    unit: (id) => (id === null ? null : (wards.get(id) ?? units.get(id) ?? null)),
    municipality: (code) => (code === null ? null : (municipalities.get(code) ?? null)),
    facility: (id) => (id === null ? null : (facilities.get(id) ?? null)),
  };
}

/** Municipality codes in the order of their Swedish names. */
export const municipalitiesByName = (region: Region): string[] =>
  [...region.municipalities].sort((a, b) => a.name.localeCompare(b.name, 'sv')).map((m) => m.code);
