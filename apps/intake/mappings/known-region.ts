// What the reference mapping is checked against: sites, wards and municipalities of the region that Sluss is set up for.
import type { Region } from '#platform';
import type { KnownRegion } from './mapping-table.ts';

export const knownRegion = (region: Region): KnownRegion => ({
  facilities: new Set(region.facilities.map((f) => f.id)),
  units: new Set(region.facilities.flatMap((f) => f.wards.map((w) => w.id))),
  municipalities: new Set(region.municipalities.map((m) => m.code)),
});
