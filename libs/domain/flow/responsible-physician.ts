// Which physician is responsible, at any moment. Policy says who answers for each kind of care in office hours, and who at other times; a new
// agreement is a new version of it, and a scenario may bring its own.
import type { CareKind, CarePolicy } from '#contracts';
import { addLocalDays, atLocalTime, instantOf, localDate, localMoment, type Millis } from '../time/calendar.ts';
import { isWorkingDay, nextWorkingDay } from '../time/holidays.ts';
import type { Language } from '../time/words.ts';
import { isValidOn } from '../policy/in-force.ts';
import { traitsOf } from './care-kinds.ts';
import type { JourneyFold } from './fold/flow-fact.ts';

export interface ResponsiblePhysician {
  readonly role: string;
  /** When somebody else takes over, while the patient stays where they are. */
  readonly until: string;
  readonly next: string;
}

/** Null when nobody in the table answers: before admission, after the end, or where no table is valid. */
export function responsiblePhysician(journey: JourneyFold, at: Millis, tables: readonly CarePolicy[]): ResponsiblePhysician | null {
  const now = instantOf(at);
  if (journey.state === 'expected' || (journey.state === 'closed' && (journey.endedAt ?? now) <= now)) return null;
  const started = journey.legs.filter((leg) => leg.startedAt <= now && !traitsOf(leg.kind).overlay);
  // Between two places the one that let the patient go answers until the next has taken over.
  const leg = started.findLast((l) => l.endedAt === null || l.endedAt > now) ?? started.at(-1);
  return leg ? physicianFor(leg.kind, at, tables) : null;
}

export function physicianFor(kind: CareKind, at: Millis, tables: readonly CarePolicy[]): ResponsiblePhysician | null {
  const { date, hour } = localMoment(at);
  const table = tables.find((t) => isValidOn(t, date));
  if (!table) return null;
  const { from, to } = table.officeHours;
  const { office, onCall } = table.physicians[kind];
  const working = isWorkingDay(date);
  if (working && hour >= from && hour < to) return { role: office, until: instantOf(atLocalTime(date, to)), next: onCall };
  const opens = working && hour < from ? date : nextWorkingDay(date);
  return { role: onCall, until: instantOf(atLocalTime(opens, from)), next: office };
}

/** What the role is called in the policy of that moment; the role itself when no policy names it. */
export function physicianText(role: string, at: Millis, lang: Language, tables: readonly CarePolicy[]): string {
  const date = localDate(at);
  return tables.find((t) => isValidOn(t, date))?.roles[role]?.[lang] ?? role;
}

/** Who answers for a kind of care over the whole stay, for a timeline: office hours, then on call. */
export function physicianSummary(kind: CareKind, lang: Language, on: Millis, tables: readonly CarePolicy[]): string | null {
  const office = officeMoment(on);
  const physician = physicianFor(kind, office, tables);
  const text = (role: string) => physicianText(role, office, lang, tables);
  return physician && `${text(physician.role)}. ${lang === 'sv' ? 'Övrig tid' : 'Other hours'}: ${text(physician.next)}`;
}

/** A moment in office hours near a date. */
function officeMoment(on: Millis): Millis {
  return atLocalTime(nextWorkingDay(addLocalDays(localDate(on), -1)), 12);
}
