// The catalogue: every event type Sluss knows, once. Types, validation, JSON Schema and AsyncAPI all come from here.
import type * as z from 'zod';
import type { SlussEvent } from './envelope.ts';
import { alertSchemas } from './events/alerts.ts';
import { factSchemas } from './events/facts.ts';
import { journeySchemas } from './events/journeys.ts';
import { placementSchemas } from './events/placement.ts';

export const topics = {
  intake: { schemas: factSchemas, description: 'Facts from hospitals and municipalities, as they were told.' },
  flow: { schemas: journeySchemas, description: 'Journeys, their legs, waits and the cause of each wait.' },
  placement: { schemas: placementSchemas, description: 'Units, places, requests, holds and offers.' },
  alerting: { schemas: alertSchemas, description: 'Alerts and what became of them.' },
} as const;

export type Topic = keyof typeof topics;
export const topicNames = Object.keys(topics) as Topic[];

export type EventTypeOf<T extends Topic> = keyof (typeof topics)[T]['schemas'] & string;
export type EventType = { [T in Topic]: EventTypeOf<T> }[Topic];

type SchemaOf<E extends EventType> = {
  [T in Topic]: E extends keyof (typeof topics)[T]['schemas'] ? (typeof topics)[T]['schemas'][E] : never;
}[Topic];
export type DataOf<E extends EventType> = SchemaOf<E> extends z.ZodType ? z.infer<SchemaOf<E>> : never;
export type EventOf<E extends EventType> = { [K in E]: SlussEvent<K, DataOf<K>> }[E];

export type FactType = EventTypeOf<'intake'>;
export type Fact = EventOf<FactType>;
export type JourneyEvent = EventOf<EventTypeOf<'flow'>>;
export type PlacementEvent = EventOf<EventTypeOf<'placement'>>;
export type AlertEvent = EventOf<EventTypeOf<'alerting'>>;
export type AnyEvent = EventOf<EventType>;

export interface CatalogEntry {
  readonly type: EventType;
  readonly topic: Topic;
  readonly version: number;
  readonly schema: z.ZodType;
}

/** Every type is at version 1 until its schema changes in a way old readers cannot follow. */
export const versions: Partial<Record<EventType, number>> = {};

export const catalog: ReadonlyMap<string, CatalogEntry> = new Map(
  topicNames.flatMap((topic) =>
    Object.entries(topics[topic].schemas).map(([type, schema]) => [
      type,
      { type: type as EventType, topic, version: versions[type as EventType] ?? 1, schema: schema as z.ZodType },
    ]),
  ),
);

export type Decoded = { ok: true; event: AnyEvent } | { ok: false; reason: string };

/** Checks an event's data against the catalogue. Never throws: an unknown type, version or shape is a reason. */
export function decodeEvent(event: SlussEvent): Decoded {
  const entry = catalog.get(event.type);
  if (!entry) return { ok: false, reason: `unknown event type ${event.type}` };
  if (event.version !== entry.version) return { ok: false, reason: `unknown version ${event.version} of ${event.type}` };
  const parsed = entry.schema.safeParse(event.data);
  if (!parsed.success)
    return { ok: false, reason: `${event.type}: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}` };
  return { ok: true, event: { ...event, data: parsed.data } as AnyEvent };
}

/** What a consumer does with each type of a topic: a handler, or the word 'ignored'. A new type does not compile until every taker has decided. */
export type HandlerTable<T extends Topic, Args extends unknown[], R> = {
  readonly [E in EventTypeOf<T>]: ((event: EventOf<Extract<E, EventType>>, ...args: Args) => R) | 'ignored';
};

export function exhaustive(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
