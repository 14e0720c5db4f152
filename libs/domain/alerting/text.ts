// An alert in words, for screens, mail and webhooks: what, where, how many, since when, what next and by whom, and what would clear it.
// Names of municipalities, units and sources are given; no person is ever named here.
import type { AlertItem, AlertView, CareKind, Relief } from '#contracts';
import { localDate, localDaysBetween, millisOf } from '../time/calendar.ts';
import { formatMoment, formatWait, type Language } from '../time/words.ts';
import { needsText } from '../placement/wording.ts';
import type { AlertPolicy, AlertPolicyAt } from './policy.ts';
import { english } from './text-en.ts';
import { swedish } from './text-sv.ts';

export interface AlertNames {
  /** Falkenberg for 1382. */
  municipality(code: string): string;
  /** Hamnvakten for `sabo-1382-hamnvakten`. */
  unit(unitId: string): string;
  source(sourceId: string): string;
}

/** What each language must say. Figures come formatted; a wording never computes. */
export interface Wording {
  readonly kind: Readonly<Record<CareKind, string>>;
  readonly severity: Readonly<Record<1 | 2 | 3 | 4, string>>;
  readonly unknownPlace: string;
  title(a: Figures): string;
  summary(a: Figures): string;
  condition(a: Figures): string;
  nextStep(a: Figures): string;
  owner(role: Relief['owner']['role'], organisation: string | null): string;
  clears(relief: Relief, kind: string, unit: string, at: string | null, of: number): string;
  runbook(a: Figures): readonly string[];
}

/** The alert's figures, named and formatted for a sentence. */
export interface Figures {
  readonly rule: AlertView['rule'];
  readonly nextStep: AlertView['nextStep'];
  readonly where: string;
  readonly source: string;
  readonly unit: string;
  readonly count: number;
  readonly free: number;
  /** Free places that suit none of those waiting. */
  readonly unsuitable: number;
  readonly oldest: string;
  readonly limitHours: number;
  readonly expectedDay: string;
  readonly daysAhead: number;
  readonly gate: string;
  readonly onward: string;
}

const wordings: Readonly<Record<Language, Wording>> = { sv: swedish, en: english };

export function alertText(
  alert: AlertView,
  names: AlertNames,
  now: string,
  language: Language,
  policyAt: AlertPolicyAt,
): AlertItem['text'] {
  const words = wordings[language];
  const figures = figuresOf(alert, names, now, language, policyAt(alert.changedAt));
  return {
    title: words.title(figures),
    summary: words.summary(figures),
    condition: words.condition(figures),
    nextStep: words.nextStep(figures),
    owner: ownerText(alert.owner, names, language),
    clears: alert.clears.map((relief) => reliefText(relief, alert.count, names, language)),
    runbook: [...words.runbook(figures)],
  };
}

/** "Placering Falkenberg", "Enhetschef Hamnvakten". */
export function ownerText(owner: AlertView['owner'], names: AlertNames, language: Language): string {
  const { role, organisation } = owner;
  const name =
    organisation === null || organisation === 'region'
      ? null
      : /^\d{4}$/.test(organisation)
        ? names.municipality(organisation)
        : names.unit(organisation);
  return wordings[language].owner(role, name);
}

export const severityText = (severity: AlertView['severity'], language: Language): string => wordings[language].severity[severity];

function reliefText(relief: Relief, of: number, names: AlertNames, language: Language): string {
  const words = wordings[language];
  const kind = relief.kind ? `${words.kind[relief.kind]}${needsText(relief.needs, language)}` : '';
  const unit = relief.unitId ? names.unit(relief.unitId) : '';
  return words.clears(relief, kind, unit, relief.at ? formatMoment(millisOf(relief.at)).slice(0, 10) : null, of);
}

function figuresOf(alert: AlertView, names: AlertNames, now: string, language: Language, policy: AlertPolicy): Figures {
  const words = wordings[language];
  const today = localDate(millisOf(now));
  const expected = alert.expectedAt ? localDate(millisOf(alert.expectedAt)) : today;
  const first = alert.cause.chain[0];
  const root = alert.cause.chain.find((gate) => gate.root) ?? first;
  return {
    rule: alert.rule,
    nextStep: alert.nextStep,
    where: alert.municipality ? names.municipality(alert.municipality) : words.unknownPlace,
    source: alert.sourceId ? names.source(alert.sourceId) : '',
    unit: alert.owner.role === 'unit' && alert.owner.organisation ? names.unit(alert.owner.organisation) : '',
    count: alert.count,
    free: alert.free ?? 0,
    unsuitable: alert.rule === 'short-term-shortage' ? Math.max(0, (first?.free ?? 0) - (alert.free ?? 0)) : 0,
    // Of an alert that is over: as it was when it ended.
    oldest: formatWait(millisOf(alert.resolvedAt ?? now) - millisOf(alert.oldestSince ?? alert.since), language),
    limitHours: policy.waitLimitHours,
    expectedDay: expected,
    daysAhead: Math.max(0, localDaysBetween(today, expected)),
    gate: root ? words.kind[root.kind] : words.kind['short-term'],
    onward: words.kind[alert.cause.chain[1]?.kind ?? 'special-housing'],
  };
}
