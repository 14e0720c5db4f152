// Bulk registration of units and places: the reference data at first start and the operator's import. All of it in one transaction, idempotent by id.
import { Inject, Injectable } from '@nestjs/common';
import type { UnitBody } from '#contracts';
import { placement } from '#domain';
import { EventStore } from '#eventing';
import { ProblemError } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type * as z from 'zod';
import { Desk } from './desk.ts';
import { inTransaction } from './transaction.ts';

export type UnitRegistration = z.output<typeof UnitBody>;

@Injectable()
export class ReferenceRegister {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  register(
    units: readonly UnitRegistration[],
    at: Date,
    actor = 'source:reference',
  ): Promise<{ units: number; places: number; changed: number }> {
    return inTransaction(this.dataSource, (em) => registerReference(em, this.store, units, at, actor));
  }
}

/** Answers how many events it took: 0 when everything stood as said. */
export async function registerReference(
  em: EntityManager,
  store: EventStore,
  units: readonly UnitRegistration[],
  at: Date,
  actor = 'source:reference',
): Promise<{ units: number; places: number; changed: number }> {
  const desk = new Desk(em);
  // A unit that is not there yet has no row to lock: one import at a time.
  await em.query(`select pg_advisory_xact_lock(hashtextextended('placement.reference', 0))`);
  await desk.load({ places: units.flatMap((unit) => unit.places.map((place) => place.placeId)) });
  await desk.loadUnits(units.map((unit) => unit.unitId));
  const now = at.toISOString();
  const when = { at: now, now };
  let changed = 0;
  const take = (decision: placement.Decision) => {
    if (!decision.ok)
      throw new ProblemError(decision.code, undefined, {
        context: decision.context,
        ...(decision.errors ? { errors: decision.errors } : {}),
      });
    changed += decision.events.length;
    desk.take(decision.events, { recordedAt: now, causedBy: null, actor });
  };
  for (const unit of units) {
    take(placement.registerUnit(unit, desk.units.get(unit.unitId) ?? null, when));
    for (const place of unit.places) take(placement.registerPlace(place, unit, desk.places.get(place.placeId) ?? null, when));
  }
  await desk.flush(store);
  return { units: units.length, places: units.reduce((sum, unit) => sum + unit.places.length, 0), changed };
}
