// What the read model keeps of each event: narrow columns to filter and sort by, and the view whole. Pure, and the same however often it is run.
import { clockOfWait, openWaitOf } from '#domain';
import type { AlertView, Cause, JourneyView, PlaceView, RequestView, SlussEvent, UnitView } from '#contracts';

interface Header {
  revision: number;
  event_id: string;
  occurred_at: string;
  recorded_at: string;
  type: string;
  actor: string;
  body: unknown;
}

const header = (event: SlussEvent, revision: number, body: unknown): Header => ({
  revision,
  event_id: event.id,
  occurred_at: event.occurredAt,
  recorded_at: event.recordedAt,
  type: event.type,
  actor: event.actor,
  body,
});

/** The leg one is in; for a journey that is between legs or over, the last one. */
export const currentLegOf = (journey: JourneyView) => journey.legs.findLast((l) => l.endedAt === null) ?? journey.legs.at(-1) ?? null;
export const isOpen = (journey: JourneyView) => journey.state !== 'settled' && journey.state !== 'closed';

/** Municipalities that see the case: where the person is registered, who pays for the wait, and whose unit the person lives in. */
function municipalitiesOf(journey: JourneyView): string[] {
  const wait = openWaitOf(journey) ?? journey.waits.at(-1);
  const leg = currentLegOf(journey);
  return [...new Set([journey.municipality, wait?.municipality, leg?.municipality])]
    .filter((code) => code !== null && code !== undefined)
    .sort();
}

/** Until when the hospital had the patient: `infinity` while it has or expects them, null when it never did. */
function hospitalUntil(journey: JourneyView): string | null {
  if (journey.state === 'expected') return 'infinity';
  const stays = journey.legs.filter((leg) => leg.kind === 'inpatient');
  if (stays.some((leg) => leg.endedAt === null) && isOpen(journey)) return 'infinity';
  const ends = stays.map((leg) => leg.endedAt ?? journey.endedAt ?? leg.startedAt).sort();
  return ends.at(-1) ?? null;
}

export function journeyRow(event: SlussEvent, journey: JourneyView, trigger: string, changes: readonly unknown[]) {
  const wait = openWaitOf(journey);
  const leg = currentLegOf(journey);
  return {
    table: 'journey' as const,
    journey_id: journey.journeyId,
    ...header(event, journey.revision, journey),
    patient_id: journey.patientId,
    case_ref: journey.caseRef,
    state: journey.state,
    open: isOpen(journey),
    protected: journey.protectedIdentity,
    facility: journey.facility,
    municipality: journey.municipality,
    municipalities: municipalitiesOf(journey),
    leg_kind: leg?.kind ?? null,
    leg_unit: leg?.unitId ?? leg?.sourceUnit ?? null,
    hospital_until: hospitalUntil(journey),
    admitted_at: journey.admittedAt,
    wait_id: wait?.waitId ?? null,
    hospital_wait: wait !== null && clockOfWait(wait) === 'discharge-after-ready',
    ready_since: wait?.from ?? null,
    target: wait?.targets[0] ?? journey.targets[0] ?? null,
    trigger_type: trigger,
    changes,
  };
}

export function causeRow(event: SlussEvent, data: { journeyId: string; waitId: string; revision: number; since: string; cause: Cause }) {
  return {
    table: 'cause' as const,
    wait_id: data.waitId,
    ...header(event, data.revision, data.cause),
    journey_id: data.journeyId,
    since: data.since,
    kind: data.cause.kind,
    gate: data.cause.gate,
  };
}

export const unitRow = (event: SlussEvent, unit: UnitView) => ({
  table: 'unit' as const,
  unit_id: unit.unitId,
  ...header(event, unit.revision, unit),
  name: unit.name,
  kind: unit.kind,
  municipality: unit.municipality,
});

export const placeRow = (event: SlussEvent, place: PlaceView) => ({
  table: 'place' as const,
  place_id: place.placeId,
  ...header(event, place.revision, place),
  unit_id: place.unitId,
  kind: place.kind,
  municipality: place.municipality,
  status: place.status,
  closed: place.closure !== null,
  journey_id: place.journeyId,
});

export const requestRow = (event: SlussEvent, request: RequestView) => ({
  table: 'request' as const,
  request_id: request.requestId,
  ...header(event, request.revision, request),
  journey_id: request.journeyId,
  wait_id: request.waitId,
  municipality: request.municipality,
  status: request.status,
  place_id: request.placeId,
});

export const alertRow = (event: SlussEvent, alert: AlertView) => ({
  table: 'alert' as const,
  alert_id: alert.alertId,
  ...header(event, alert.revision, alert),
  rule: alert.rule,
  state: alert.state,
  open: alert.state !== 'resolved',
  silenced: alert.silenced,
  severity: alert.severity,
  municipality: alert.municipality,
  audience: alert.audience,
  since: alert.since,
  raised_at: alert.raisedAt,
  resolved_at: alert.resolvedAt,
});

export type Row =
  | ReturnType<typeof journeyRow>
  | ReturnType<typeof causeRow>
  | ReturnType<typeof unitRow>
  | ReturnType<typeof placeRow>
  | ReturnType<typeof requestRow>
  | ReturnType<typeof alertRow>;
