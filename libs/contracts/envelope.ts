// The envelope every event travels in: CloudEvents 1.0 attributes under the names the code uses, and the mapping between the two.
import * as z from 'zod';

/** An instant: ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
export const Instant = z.iso.datetime({ offset: false, precision: 3 });
/** A local calendar date in Europe/Stockholm. */
export const LocalDate = z.iso.date();
export const EventId = z.uuid();
/** An opaque id: never a personnummer, a visit number or anything that tells who somebody is. */
export const OpaqueId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_.:-]+$/);

export interface SlussEvent<Type extends string = string, Data = unknown> {
  /** uuid; a derived event's id is the hash of its cause's id, its type and an index. */
  readonly id: string;
  readonly type: Type;
  /** Major version of the type's schema. */
  readonly version: number;
  /** Ordering key within the topic (patient, journey, unit or alert). */
  readonly key: string;
  /** When it happened, at the bedside. */
  readonly occurredAt: string;
  /** When Sluss came to know; derived events inherit it from their cause. */
  readonly recordedAt: string;
  readonly causedBy: string | null;
  /** Who said it: `source:<id>`, `user:<login>` or `rule:<id>`. Never a name. */
  readonly actor: string;
  readonly data: Data;
}

export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  type: z.string().min(1).max(200),
  subject: z.string().max(200).optional(),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().max(500).optional(),
  recordedtime: z.iso.datetime({ offset: true }).optional(),
  causeid: z.string().max(200).optional(),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

export const cloudEventType = (type: string, version: number) => `se.sluss.${type}.v${version}`;

/** `se.sluss.PatientAdmitted.v1` -> its name and major version; null when it is not one of ours. */
export function parseCloudEventType(type: string): { type: string; version: number } | null {
  const match = /^se\.sluss\.([A-Za-z]+)\.v(\d+)$/.exec(type);
  return match ? { type: match[1]!, version: Number(match[2]) } : null;
}

export function toCloudEvent(event: SlussEvent, role: string): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: `/sluss/${role}`,
    type: cloudEventType(event.type, event.version),
    subject: event.key,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    dataschema: `/docs/events/${event.type}.v${event.version}.json`,
    recordedtime: event.recordedAt,
    ...(event.causedBy ? { causeid: event.causedBy } : {}),
    data: event.data as Record<string, unknown>,
  };
}
