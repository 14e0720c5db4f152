// The place board: units in figures, and one unit with its places.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, PlaceView, UnitDetail, UnitItem, UnitsQuery } from '#contracts';
import { AccessLog, CLOCK, type Clock, ProblemError, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type * as z from 'zod';
import { journeyScope, seesCases } from '../scope.ts';
import { namesOf } from '../views/names.ts';
import { unitItem } from '../views/unit-item.ts';
import { Cursors } from './cursor.ts';
import { journeyRows } from './journey-rows.ts';
import { containing } from './journey-search.ts';
import { OccupancyHistory } from './occupancy.ts';
import { SqlParams } from './sql-params.ts';
import { readUnits, type UnitFigures } from './unit-rows.ts';

@Injectable()
export class UnitLists {
  private readonly occupancy = new OccupancyHistory();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  async list(asker: Asker, query: z.infer<typeof UnitsQuery>) {
    const question = { ...query, list: 'units', asker: asker.login };
    const { q, cursor, ...filter } = query;
    const after = this.cursors.read(question, cursor);
    const at = query.asOf ? new Date(query.asOf) : this.clock.now();
    const em = this.dataSource.manager;
    const { total, units } = await readUnits(em, { ...filter, after, nameLike: q === undefined ? undefined : containing(q) });
    const page = units.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: await this.items(em, page, at, query.asOf),
      next: units.length > query.limit && last ? this.cursors.write(question, { value: last.unit.name, id: last.unit.unitId }) : null,
      total,
      at: at.toISOString(),
    };
  }

  async one(asker: Asker, unitId: string): Promise<UnitDetail> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (em) => {
      const { units } = await readUnits(em, { unitId, limit: 1 });
      const [item] = await this.items(em, units, now, undefined);
      if (!item) throw new ProblemError('not-found');
      const rows: { body: PlaceView }[] = await em.query(
        `select v.body from gateway.place p join gateway.place_rev v on v.place_id = p.place_id and v.revision = p.revision
         where p.unit_id = $1 order by length(v.body ->> 'label'), v.body ->> 'label', p.place_id`,
        [unitId],
      );
      const cases = await this.casesIn(
        em,
        asker,
        rows.map((r) => r.body),
        now,
      );
      await this.accessLog.write(
        em,
        asker,
        [...cases].map(([journeyId, c]) => ({ action: 'list', journeyId, patientId: c.patientId })),
      );
      const placeList = rows.map(({ body }) => {
        const known = body.journeyId === null ? undefined : cases.get(body.journeyId);
        return known ? { ...body, caseRef: known.caseRef } : { ...body, journeyId: null, requestId: null, caseRef: null };
      });
      return { ...item, placeList, features: [...new Set(rows.flatMap((r) => r.body.features))].sort() };
    });
  }

  /** The cases behind the places that the asker may see. A protected person is not tied to a place on any board. */
  private async casesIn(
    em: EntityManager,
    asker: Asker,
    places: readonly PlaceView[],
    now: Date,
  ): Promise<Map<string, { caseRef: string; patientId: string }>> {
    const ids = places.map((p) => p.journeyId).filter((id) => id !== null);
    if (!seesCases(asker.role) || !ids.length) return new Map();
    const params = new SqlParams();
    const rows: { journey_id: string; case_ref: string; patient_id: string }[] = await em.query(
      `select j.journey_id, j.case_ref, j.patient_id from gateway.journey j
       where j.journey_id = any(${params.add(ids)}::text[]) and not j.protected and ${journeyScope(asker, now, params, 'j')}`,
      params.values,
    );
    return new Map(rows.map((r) => [r.journey_id, { caseRef: r.case_ref, patientId: r.patient_id }]));
  }

  private async items(em: EntityManager, units: readonly UnitFigures[], at: Date, asOf: string | undefined): Promise<UnitItem[]> {
    const ids = units.map((u) => u.unit.unitId);
    const occupancy = await this.occupancy.read(
      em,
      units.map((u) => ({ unitId: u.unit.unitId, version: u.version })),
      at,
      asOf,
    );
    const params = new SqlParams();
    const ready: { leg_unit: string; n: number }[] = await em.query(
      `select j.leg_unit, count(*)::int as n from ${journeyRows(asOf, params)}
       where j.ready_since is not null and j.leg_unit = any(${params.add(ids)}::text[]) group by 1`,
      params.values,
    );
    const readyBy = new Map(ready.map((r) => [r.leg_unit, r.n]));
    const names = namesOf(this.region, new Map());
    return units.map((u) => unitItem(u, readyBy.get(u.unit.unitId) ?? 0, occupancy.get(u.unit.unitId) ?? [], at.toISOString(), names));
  }
}
