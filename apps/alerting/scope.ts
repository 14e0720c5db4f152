// Who may see and act on an alert: a placement team its own municipality's, coordinators and managers the region's, as far as the alert is meant for
// their role; the operator all. What is foreign answers like what does not exist.
import type { AlertView, Asker } from '#contracts';

export const isInScope = (asker: Asker, alert: Pick<AlertView, 'municipality' | 'audience'>): boolean => {
  if (asker.role === 'operator') return true;
  if (!alert.audience.includes(asker.role)) return false;
  return asker.role !== 'placement' || alert.municipality === asker.organisation;
};
