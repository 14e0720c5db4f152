// Finds a case that the asker may open. One that does not exist, is somebody else's, or has an impossible id: no difference can be told,
// and the attempt is logged.
import { type Asker, OpaqueId } from '#contracts';
import type { AccessLog } from '#platform';
import type { EntityManager } from 'typeorm';
import type { ChosenRow } from '../lists/journey-facts.ts';
import { journeyRows } from '../lists/journey-rows.ts';
import { SqlParams } from '../lists/sql-params.ts';
import { journeyScope } from '../scope.ts';

export interface FoundCase extends ChosenRow {
  readonly patientId: string;
}

export async function findCase(em: EntityManager, asker: Asker, id: string, now: Date, asOf?: string): Promise<FoundCase | null> {
  const params = new SqlParams();
  const journeyId = OpaqueId.safeParse(id).success ? id : '-';
  const [row] = await em.query(
    `select j.journey_id as "journeyId", j.revision, j.wait_id as "waitId", c.revision as "causeRevision", j.patient_id as "patientId"
     from ${journeyRows(asOf, params)}
     where j.journey_id = ${params.add(journeyId)} and ${journeyScope(asker, now, params, 's')}`,
    params.values,
  );
  return (row as FoundCase | undefined) ?? null;
}

/** In a transaction of its own, since the read it belongs to has failed. What is no case's id is not kept: somebody may have asked by a name or number. */
export async function logDenied(em: EntityManager, log: AccessLog, asker: Asker, id: string): Promise<void> {
  const [known] = await em.query('select 1 from gateway.journey where journey_id = $1', [OpaqueId.safeParse(id).success ? id : '-']);
  await log.write(em, asker, [{ action: 'denied', journeyId: known ? id : null, patientId: null }]);
}
