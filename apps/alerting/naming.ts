// Names of municipalities, units and sources for an alert's sentences, from the region's data and the units that placement has told of.
import { Inject, Injectable } from '@nestjs/common';
import type { AlertView, UnitView } from '#contracts';
import type { alerting } from '#domain';
import { REGION, type Region } from '#platform';
import { DataSource } from 'typeorm';

@Injectable()
export class Naming {
  private readonly municipalities: ReadonlyMap<string, string>;
  private readonly wards: ReadonlyMap<string, string>;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(REGION) region: Region,
  ) {
    this.municipalities = new Map(region.municipalities.map((m) => [m.code, m.name]));
    this.wards = new Map(region.facilities.flatMap((f) => f.wards.map((w) => [w.id, `${w.name}, ${f.name}`] as const)));
  }

  async namesFor(alerts: readonly AlertView[]): Promise<alerting.AlertNames> {
    const ids = new Set(alerts.flatMap((a) => [a.owner.organisation, ...a.clears.flatMap((c) => [c.unitId, c.owner.organisation])]));
    const rows: { row: UnitView }[] = await this.dataSource.query(
      `select row from alerting.situation where kind = 'unit' and id = any ($1)`,
      [[...ids].filter((id) => id !== null)],
    );
    const units = new Map(rows.map(({ row }) => [row.unitId, row.name]));
    return {
      municipality: (code) => this.municipalities.get(code) ?? code,
      unit: (id) => units.get(id) ?? this.wards.get(id) ?? id,
      source: (id) => id,
    };
  }
}
