// The case page. Pure: what is known goes in, what may be shown comes out.
import { type CarePolicy, HomeReadyItem, type JourneyDetail, type JourneyItem, type JourneyView, type PolicyEntries } from '#contracts';
import { clocksOf, physicianSummary, physicianText, responsiblePhysician } from '#domain';
import type { CauseRevision } from '../cases/case-history.ts';
import { hoursBetween } from './badges.ts';
import { historyLine, type HistoryRow } from './history.ts';
import { type JourneyFacts, journeyItem, rounded, withoutResidence } from './journey-item.ts';
import type { Language, Names } from './names.ts';
import { causeSegments } from './segments.ts';

export interface CaseFacts extends JourneyFacts {
  readonly causes: readonly CauseRevision[];
  readonly history: readonly HistoryRow[];
}

export function journeyDetail(
  facts: CaseFacts,
  person: JourneyItem['person'],
  at: string,
  names: Names,
  language: Language,
  { clocks, care }: PolicyEntries,
): JourneyDetail {
  const hidden = person.masked === 'protected';
  const journey = withoutResidence(facts.journey, hidden);
  const now = Date.parse(at);
  return {
    ...journeyItem(facts, hidden, at, names, language, clocks),
    person,
    legs: journey.legs.map((leg) => ({
      ...leg,
      unitName: names.unit(leg.unitId) ?? leg.sourceUnit,
      hours: rounded(hoursBetween(leg.startedAt, leg.endedAt ?? journey.endedAt ?? at)),
      physician: physicianSummary(leg.kind, language, Date.parse(leg.startedAt), care),
    })),
    waits: journey.waits.map((wait) => ({ ...wait, hours: rounded(hoursBetween(wait.from, wait.to ?? at)) })),
    ...causeSegments(facts.journey, facts.causes, hidden, at, names, language),
    responsiblePhysician: physicianNow(facts.journey, now, language, care),
    clocks: clocksOf(facts.journey, now, clocks).map((c) => ({ ...c, hours: c.hours === null ? null : rounded(c.hours) })),
    homeReady: homeReadyOf(journey),
    readmissionOf: journey.readmissionOf,
    gaps: journey.gaps,
    history: facts.history.map((row) => historyLine(row, language)),
    placement:
      facts.request && (hidden ? { ...facts.request, municipality: '', wishUnitId: null, placeId: null, declines: [] } : facts.request),
  };
}

const homeReadyOf = (journey: JourneyView) => HomeReadyItem.options.map((item) => ({ item, done: journey.homeReady.includes(item) }));

function physicianNow(
  journey: JourneyView,
  now: number,
  language: Language,
  care: readonly CarePolicy[],
): JourneyDetail['responsiblePhysician'] {
  const physician = responsiblePhysician(journey, now, care);
  return (
    physician && {
      role: physician.role,
      text: physicianText(physician.role, now, language, care),
      until: physician.until,
      // The API's word; the object is data and nobody awaits it.
      next: physicianText(physician.next, now, language, care),
    }
  );
}
