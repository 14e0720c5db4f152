// Which physician is responsible, at any moment. A table with a validity period: a new agreement is a new version, and a scenario may bring its own.
// Default: kinds of care name who answers in office hours; evenings, nights, weekends and holidays an on-call physician does (as in Halland).
import type { CareKind } from '#contracts';
import { addLocalDays, atLocalTime, instantOf, localDate, localMoment, type Millis } from '../time/calendar.ts';
import { isWorkingDay, nextWorkingDay } from '../time/holidays.ts';
import type { Language } from '../time/words.ts';
import { traitsOf, type PhysicianCode } from './care-kinds.ts';
import type { JourneyFold } from './fold/flow-fact.ts';

export type OnCallCode = 'hospital-on-call' | 'general-practitioner-on-call';
export type PhysicianRole = PhysicianCode | OnCallCode;

export interface PhysicianTable {
  /** First local date it holds on, and the date it no longer does; null for no end. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Local hours on working days. */
  readonly officeHours: { readonly from: number; readonly to: number };
  readonly onCall: { readonly [C in PhysicianCode]: PhysicianRole };
}

export const physicianTables: readonly PhysicianTable[] = [
  {
    validFrom: '2019-01-01',
    validTo: null,
    officeHours: { from: 8, to: 17 },
    onCall: {
      'hospital-clinic': 'hospital-on-call',
      'home-care-physicians': 'general-practitioner-on-call',
      'listed-health-centre': 'general-practitioner-on-call',
      'regional-physician': 'hospital-on-call',
      'mobile-team': 'general-practitioner-on-call',
      unit: 'hospital-on-call',
    },
  },
];

export interface ResponsiblePhysician {
  readonly role: PhysicianRole;
  /** When somebody else takes over, while the patient stays where they are. */
  readonly until: string;
  readonly next: PhysicianRole;
}

/** Null when nobody in the table answers: before admission, after the end, or where no table is valid. */
export function responsiblePhysician(
  journey: JourneyFold,
  at: Millis,
  tables: readonly PhysicianTable[] = physicianTables,
): ResponsiblePhysician | null {
  const now = instantOf(at);
  if (journey.state === 'expected' || (journey.state === 'closed' && (journey.endedAt ?? now) <= now)) return null;
  const started = journey.legs.filter((leg) => leg.startedAt <= now && !traitsOf(leg.kind).overlay);
  // Between two places the one that let the patient go answers until the next has taken over.
  const leg = started.findLast((l) => l.endedAt === null || l.endedAt > now) ?? started.at(-1);
  return leg ? physicianFor(leg.kind, at, tables) : null;
}

export function physicianFor(kind: CareKind, at: Millis, tables: readonly PhysicianTable[] = physicianTables): ResponsiblePhysician | null {
  const { date, hour } = localMoment(at);
  const table = tables.find((t) => t.validFrom <= date && (t.validTo === null || date < t.validTo));
  if (!table) return null;
  const { from, to } = table.officeHours;
  const office = traitsOf(kind).physician;
  const onCall = table.onCall[office];
  const working = isWorkingDay(date);
  if (working && hour >= from && hour < to) return { role: office, until: instantOf(atLocalTime(date, to)), next: onCall };
  const opens = working && hour < from ? date : nextWorkingDay(date);
  return { role: onCall, until: instantOf(atLocalTime(opens, from)), next: office };
}

const words: { readonly [R in PhysicianRole]: { readonly [L in Language]: string } } = {
  'hospital-clinic': { sv: 'Avdelningsläkare', en: 'Ward physician' },
  'home-care-physicians': { sv: 'Läkarmedverkan i hemsjukvården', en: 'Home health care physicians' },
  'listed-health-centre': { sv: 'Listad vårdcentral', en: 'The health centre where the patient is listed' },
  'regional-physician': { sv: 'Regionens läkare för vård i hemmet', en: "The region's hospital-at-home physician" },
  'mobile-team': { sv: 'Mobila teamets läkare', en: "The mobile team's physician" },
  unit: { sv: 'Enhetens läkare', en: "The unit's physician" },
  'hospital-on-call': { sv: 'Sjukhusets jourläkare', en: 'Hospital physician on call' },
  'general-practitioner-on-call': { sv: 'Allmänmedicinsk beredskapsjour', en: 'General practitioner on call' },
};

export const physicianText = (role: PhysicianRole, lang: Language): string => words[role][lang];

/** Who answers for a kind of care over the whole stay, for a timeline: office hours, then on call. */
export function physicianSummary(
  kind: CareKind,
  lang: Language,
  on: Millis,
  tables: readonly PhysicianTable[] = physicianTables,
): string | null {
  const office = officeMoment(on);
  const physician = physicianFor(kind, office, tables);
  return physician && `${words[physician.role][lang]}. ${lang === 'sv' ? 'Övrig tid' : 'Other hours'}: ${words[physician.next][lang]}`;
}

/** A moment in office hours near a date. */
function officeMoment(on: Millis): Millis {
  return atLocalTime(nextWorkingDay(addLocalDays(localDate(on), -1)), 12);
}
