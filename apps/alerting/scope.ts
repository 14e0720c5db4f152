// Who may see and act on an alert: a placement team its own municipality's, coordinators and managers the region's, as far as the alert is meant for
// their role; the operator all. What is foreign answers like what does not exist.
import { OpaqueId, type AlertView, type Asker } from '#contracts';
import { ProblemError } from '#platform';
import type { DataSource, EntityManager } from 'typeorm';

const isInScope = (asker: Asker, alert: AlertView): boolean => {
  if (asker.role === 'operator') return true;
  if (!alert.audience.includes(asker.role)) return false;
  return asker.role !== 'placement' || alert.municipality === asker.organisation;
};

/** Throws not-found for what does not exist and for what is not the asker's to see. */
export async function alertFor(db: DataSource | EntityManager, asker: Asker, alertId: string): Promise<AlertView> {
  // What can be no id is not asked for: the path may hold any bytes.
  const rows: { view: AlertView }[] = OpaqueId.safeParse(alertId).success
    ? await db.query('select view from alerting.alert where alert_id = $1', [alertId])
    : [];
  const view = rows[0]?.view;
  if (!view || !isInScope(asker, view)) throw new ProblemError('not-found');
  return view;
}
