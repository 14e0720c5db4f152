import type { AlertItem, AlertView } from '#contracts';
import { alerting } from '#domain';
import type { Language, Names } from './names.ts';

export function alertItem(
  alert: Omit<AlertView, 'timeline'>,
  at: string,
  names: Names,
  language: Language,
  policyAt: alerting.AlertPolicyAt,
): AlertItem {
  const say = {
    municipality: (code: string) => names.municipality(code) ?? code,
    unit: (unitId: string) => names.unit(unitId) ?? unitId,
    source: (sourceId: string) => sourceId,
  };
  const text = alerting.alertText({ ...alert, timeline: [] }, say, at, language, policyAt);
  return { ...alert, municipalityName: names.municipality(alert.municipality), text };
}
