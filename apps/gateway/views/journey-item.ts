// A journey as a row of the queue. Pure: what is known goes in, what may be shown comes out.
import type { Cause, ClockPolicy, JourneyItem, JourneyView, RequestView } from '#contracts';
import { currentLegOf } from '../read-model/rows.ts';
import { openWaitOf, waitBadge } from '#domain';
import { hoursBetween } from './badges.ts';
import { causeText } from './cause-view.ts';
import type { Language, Names } from './names.ts';

export interface JourneyFacts {
  readonly journey: JourneyView;
  readonly cause: { readonly cause: Cause; readonly since: string } | null;
  readonly request: RequestView | null;
}

/** Hours to two decimals: enough to sort and to show, and the same on every machine. */
export const rounded = (hours: number): number => Math.round(hours * 100) / 100;

/** All of the row but the person; `protectedIdentity` says whether the journey or the person is protected. */
export function journeyItem(
  facts: JourneyFacts,
  protectedIdentity: boolean,
  at: string,
  names: Names,
  language: Language,
  clocks: readonly ClockPolicy[],
): Omit<JourneyItem, 'person'> {
  const journey = withoutResidence(facts.journey, protectedIdentity);
  const wait = openWaitOf(journey);
  const leg = currentLegOf(journey);
  const hours = wait && hoursBetween(wait.from, at);
  return {
    journeyId: journey.journeyId,
    caseRef: journey.caseRef,
    revision: journey.revision,
    state: journey.state,
    marks: journey.marks,
    protectedIdentity,
    leg: leg && {
      kind: leg.kind,
      unit: leg.unitId ?? leg.sourceUnit,
      unitName: names.unit(leg.unitId) ?? leg.sourceUnit,
      facility: leg.facility,
      since: leg.startedAt,
    },
    municipality: journey.municipality,
    municipalityName: names.municipality(journey.municipality),
    track: journey.track,
    target: wait?.targets[0] ?? journey.targets[0] ?? null,
    targets: wait?.targets ?? journey.targets,
    needs: wait?.needs ?? journey.needs,
    readySince: wait?.from ?? null,
    waitHours: hours === null ? null : rounded(hours),
    badge: wait && waitBadge(wait, Date.parse(at), clocks),
    expectedDischargeAt: journey.expectedDischargeAt,
    admittedAt: journey.admittedAt,
    cause: wait && facts.cause ? causeText(facts.cause, protectedIdentity, names, language) : null,
    request: facts.request && requestBrief(facts.request, protectedIdentity),
  };
}

const requestBrief = (request: RequestView, hidden: boolean): JourneyItem['request'] => ({
  requestId: request.requestId,
  status: request.status,
  // A place belongs to a unit, and a unit to a municipality.
  placeId: hidden ? null : request.placeId,
  until: request.until,
  revision: request.revision,
});

/** A protected person's municipality, home and housing unit are left out; the hospital ward stays, since care is given there. */
export function withoutResidence(journey: JourneyView, hidden: boolean): JourneyView {
  if (!hidden) return journey;
  return {
    ...journey,
    municipality: null,
    wish: null,
    dischargedTo: journey.dischargedTo && { ...journey.dischargedTo, unitId: null },
    legs: journey.legs.map((leg) => ({
      ...leg,
      municipality: null,
      ...(leg.kind === 'inpatient' ? {} : { unitId: null, sourceUnit: null, placeId: null, facility: null }),
    })),
    waits: journey.waits.map((wait) => ({ ...wait, municipality: null })),
  };
}
