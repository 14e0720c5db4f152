// From events to rows. One table per topic says what is done with each type, so that a new type does not compile until it is decided here.
import { type AlertEvent, type AnyEvent, catalog, type HandlerTable, type JourneyEvent, type PlacementEvent } from '#contracts';
import { alertRow, causeRow, journeyRow, placeRow, requestRow, type Row, unitRow } from './rows.ts';
import type { Table } from './tables.ts';

type Rows = readonly (Row | null)[];

const flow: HandlerTable<'flow', [], Rows> = {
  JourneyRevised: (e) => [journeyRow(e, e.data.journey, e.data.trigger.type, e.data.changes)],
  CauseAttributed: (e) => [causeRow(e, e.data)],
  ContradictionNoted: 'ignored',
};

type WithUnit = Extract<PlacementEvent, { data: { unit: unknown } }>;
const unit = (e: WithUnit): Rows => [unitRow(e, e.data.unit)];
type MayPlace = Extract<PlacementEvent, { data: { place: unknown } | { request: unknown } }>;
const placeAndRequest = (e: MayPlace): Rows => [
  'place' in e.data && e.data.place ? placeRow(e, e.data.place) : null,
  'request' in e.data && e.data.request ? requestRow(e, e.data.request) : null,
];

const placement: HandlerTable<'placement', [], Rows> = {
  UnitRegistered: unit,
  UnitChanged: unit,
  CapacityReported: unit,
  VacancyExpected: unit,
  PlaceRegistered: placeAndRequest,
  PlaceClosed: placeAndRequest,
  PlaceReopened: placeAndRequest,
  PlacementRequested: placeAndRequest,
  RequestWithdrawn: placeAndRequest,
  PlaceHeld: placeAndRequest,
  HoldReleased: placeAndRequest,
  HoldExpired: placeAndRequest,
  PlaceOffered: placeAndRequest,
  OfferAccepted: placeAndRequest,
  OfferDeclined: placeAndRequest,
  PlaceOccupied: placeAndRequest,
  PlaceVacated: placeAndRequest,
};

const alert = (e: AlertEvent): Rows => [alertRow(e, e.data.alert)];
const alerting: HandlerTable<'alerting', [], Rows> = {
  AlertRaised: alert,
  AlertChanged: alert,
  AlertAcknowledged: alert,
  AlertUnacknowledged: alert,
  AlertAssigned: alert,
  AlertSnoozed: alert,
  AlertWoke: alert,
  AlertEscalated: alert,
  AlertSilenced: alert,
  AlertNoted: alert,
  AlertResolved: alert,
};

const handlers = { ...flow, ...placement, ...alerting } as Record<string, ((event: AnyEvent) => Rows) | 'ignored' | undefined>;

/** The rows of one event. Throws for a type the catalogue does not know: the event is parked and an operator sees it. */
export function rowsOf(event: AnyEvent): Row[] {
  const handler = handlers[event.type];
  if (!handler && !catalog.has(event.type)) throw new Error(`unknown event type ${event.type}`);
  if (!handler || handler === 'ignored') return [];
  return handler(event).filter((row) => row !== null);
}

export const keyOf = (row: Row): string => {
  switch (row.table) {
    case 'journey':
      return row.journey_id;
    case 'cause':
      return row.wait_id;
    case 'unit':
      return row.unit_id;
    case 'place':
      return row.place_id;
    case 'request':
      return row.request_id;
    case 'alert':
      return row.alert_id;
  }
};

/** A batch by table, each revision once; of two events with the same revision the one with the lower id. */
export function projectBatch(events: readonly (JourneyEvent | PlacementEvent | AlertEvent)[]): Map<Table, Row[]> {
  const kept = new Map<string, Row>();
  for (const event of events) {
    for (const row of rowsOf(event)) {
      const key = `${row.table}|${keyOf(row)}|${row.revision}`;
      const other = kept.get(key);
      if (!other || row.event_id < other.event_id) kept.set(key, row);
    }
  }
  const byTable = new Map<Table, Row[]>();
  for (const row of kept.values()) {
    const rows = byTable.get(row.table);
    if (rows) rows.push(row);
    else byTable.set(row.table, [row]);
  }
  return byTable;
}
