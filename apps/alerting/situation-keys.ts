// Which rows of the situation an event can change: they are written again afterwards, or removed when the situation no longer has them.
import type { Situation } from '#domain';
import type { alerting } from '#domain';

export type RowKind = 'journey' | 'unit' | 'place' | 'request' | 'cause';
export type RowKey = `${RowKind}/${string}`;

/** Asked before the event is applied: a journey's revision also ends the cause of the wait it had. */
export function keysOf(event: alerting.WatchedEvent, situation: Situation): RowKey[] {
  if (event.type === 'SourceHeard' || event.type === 'ContradictionNoted') return [];
  if (event.type === 'CauseAttributed') return [`cause/${event.data.waitId}`];
  if (event.type === 'JourneyRevised') {
    const { journeyId } = event.data.journey;
    const wait = situation.journeys.get(journeyId)?.wait;
    return wait ? [`journey/${journeyId}`, `cause/${wait.waitId}`] : [`journey/${journeyId}`];
  }
  const { data } = event;
  const keys: RowKey[] = [];
  if ('unit' in data) keys.push(`unit/${data.unit.unitId}`);
  if ('place' in data && data.place) keys.push(`place/${data.place.placeId}`);
  if ('request' in data && data.request) keys.push(`request/${data.request.requestId}`);
  return keys;
}

const mapOf = {
  journey: (s: Situation) => s.journeys,
  unit: (s: Situation) => s.units,
  place: (s: Situation) => s.places,
  request: (s: Situation) => s.requests,
  cause: (s: Situation) => s.causes,
} as const;

export const rowsOf = (situation: Situation, kind: RowKind): Map<string, unknown> => mapOf[kind](situation) as Map<string, unknown>;
export const kindAndId = (key: RowKey): [RowKind, string] => {
  const slash = key.indexOf('/');
  return [key.slice(0, slash) as RowKind, key.slice(slash + 1)];
};
