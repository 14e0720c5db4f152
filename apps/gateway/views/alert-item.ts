import type { AlertItem, AlertView } from '#contracts';
import type { Language, Names } from './names.ts';

export function alertItem(alert: Omit<AlertView, 'timeline'>, at: string, names: Names, language: Language): AlertItem {
  void at;
  void language;
  const text = { title: alert.rule, summary: '', condition: '', nextStep: '', owner: '', clears: [], runbook: [] };
  return { ...alert, municipalityName: names.municipality(alert.municipality), text };
}
