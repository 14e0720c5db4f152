// Who may see what. The one place that turns an asker into a condition: lists, single reads and the live stream all ask here.
// A municipality sees cases where it pays, receives or owns the place; the hospital's coordinators see who is or lately was in hospital;
// managers see the queue without persons; operators never see a name.
import type { Asker, UserRole } from '#contracts';
import type { SqlParams } from './lists/sql-params.ts';

/** How long after discharge a hospital coordinator still sees the case: as long as a return counts as readmission. */
export const hospitalSeesDays = 30;
const dayMs = 24 * 3600 * 1000;

/** Condition on `journey` rows under `alias`. Scope is judged on what is known now, also when older knowledge is asked for: rights bite at once. */
export function journeyScope(asker: Asker, now: Date, params: SqlParams, alias: string): string {
  switch (asker.role) {
    case 'coordinator':
      return `${alias}.hospital_until > ${params.add(new Date(now.getTime() - hospitalSeesDays * dayMs))}::timestamptz`;
    case 'placement': {
      const own = params.add(asker.organisation);
      return `(${alias}.municipalities @> array[${own}::text]
        or ${alias}.journey_id in (select journey_id from gateway.place where municipality = ${own} and journey_id is not null))`;
    }
    case 'manager':
    case 'operator':
      return 'true';
  }
}

export const seesNames = (role: UserRole): boolean => role === 'coordinator' || role === 'placement';
export const seesCases = (role: UserRole): boolean => role !== 'manager';

/** An alert is shown to the roles it is meant for, and to a municipality only when it is its own. Operators see all. */
export const seesAlert = (asker: Asker, alert: { audience: readonly string[]; municipality: string | null }): boolean =>
  asker.role === 'operator' ||
  (alert.audience.includes(asker.role) && (asker.role !== 'placement' || alert.municipality === asker.organisation));

export function alertScope(asker: Asker, params: SqlParams, alias: string): string {
  if (asker.role === 'operator') return 'true';
  const audience = `${params.add(asker.role)}::text = any(${alias}.audience)`;
  return asker.role === 'placement' ? `(${audience} and ${alias}.municipality = ${params.add(asker.organisation)})` : audience;
}

/** Whether a change of the live stream concerns the asker. Units are no secret: all see their figures. */
export function hearsOf(
  asker: Asker,
  change: {
    kind: string;
    municipalities: readonly string[];
    municipality: string | null;
    hospitalUntil: string | null;
    audience: readonly string[] | null;
  },
  now: Date,
): boolean {
  switch (change.kind) {
    case 'presence':
    case 'journey':
      if (change.kind === 'presence' && !seesCases(asker.role)) return false;
      if (asker.role === 'placement') return change.municipalities.includes(asker.organisation);
      if (asker.role === 'coordinator') {
        return (
          change.hospitalUntil === 'infinity' ||
          (change.hospitalUntil !== null && Date.parse(change.hospitalUntil) > now.getTime() - hospitalSeesDays * dayMs)
        );
      }
      return true;
    case 'alert':
      return seesAlert(asker, { audience: change.audience ?? [], municipality: change.municipality });
    case 'message':
      return asker.role === 'operator';
    default:
      return true;
  }
}

/** A protected person's municipality and housing unit are hidden from everyone but the municipality that has the case anyway as a filter. */
export const mayFilterProtected = (asker: Asker, municipality: string): boolean =>
  asker.role === 'placement' && asker.organisation === municipality;
