// Making events: ids that follow from their cause, and events whose data fits the catalogue at compile time.
import { createHash, randomUUID } from 'node:crypto';
import { catalog, type DataOf, type EventOf, type EventType } from '#contracts';

/**
 * Id of an event that follows from another: uuid (version 8, RFC 9562) from sha256 of cause, type and index.
 * The same cause always gives the same id, so that handling it twice appends once.
 */
export function derivedId(causeId: string, type: string, index: number | string = 0): string {
  const bytes = createHash('sha256').update(`${causeId}\n${type}\n${index}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export interface NewEvent<E extends EventType> {
  readonly key: string;
  /** Instants: a Date, or text as `Date.toISOString` writes it. */
  readonly occurredAt: Date | string;
  readonly recordedAt: Date | string;
  readonly causedBy: string | null;
  readonly actor: string;
  readonly data: DataOf<E>;
  /** `derivedId(...)` for what follows from another event; left out at the edges, where it becomes random. */
  readonly id?: string;
}

export function newEvent<E extends EventType>(type: E, event: NewEvent<E>): EventOf<E> {
  return {
    id: event.id ?? randomUUID(),
    type,
    version: catalog.get(type)!.version,
    key: event.key,
    occurredAt: instant(event.occurredAt),
    recordedAt: instant(event.recordedAt),
    causedBy: event.causedBy,
    actor: event.actor,
    data: event.data,
  } as unknown as EventOf<E>;
}

const instant = (at: Date | string): string => (typeof at === 'string' ? at : at.toISOString());
