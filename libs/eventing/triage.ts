// What becomes of each record of a batch: handled, parked, or nothing because it was handled before. Pure.
import { decodeEvent, type AnyEvent, type SlussEvent } from '#contracts';
import { nameOf, type LogRecord, type Position } from './log-transport.ts';
import { derivedId } from './new-event.ts';

/** A record with what could be made of it. */
export interface Opened {
  readonly record: LogRecord;
  /** The event's id, or one made from its position when it has none that can be used. */
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly event: AnyEvent | null;
  /** Why it could not be decoded. */
  readonly reason: string | null;
}

export interface Parked {
  readonly opened: Opened;
  readonly reason: string;
  /** True for an event that is only waiting for an earlier one of its key. */
  readonly behind: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Opens a record. Never throws, whatever lies in the log. */
export function open(record: LogRecord): Opened {
  const place = derivedId(`${record.topic}/${record.partition}/${record.offset}`, 'unreadable');
  // Whoever wrote it may have borrowed the id of an event to come and the key of somebody's journey: neither is believed.
  if (record.fault !== undefined) return { record, id: place, key: '', type: '', event: null, reason: record.fault };
  const raw = (record.event ?? {}) as Partial<SlussEvent>;
  const id = typeof raw.id === 'string' && UUID.test(raw.id) ? raw.id.toLowerCase() : place;
  const key = typeof raw.key === 'string' ? raw.key : '';
  const type = typeof raw.type === 'string' ? raw.type : '';
  const fault = envelopeFault(raw);
  const decoded = fault ? { ok: false as const, reason: fault } : decodeEvent(raw as SlussEvent);
  return decoded.ok
    ? { record, id, key, type, event: decoded.event, reason: null }
    : { record, id, key, type, event: null, reason: decoded.reason };
}

function envelopeFault(raw: Partial<SlussEvent>): string | null {
  if (typeof raw.id !== 'string' || !UUID.test(raw.id)) return 'event without a usable id';
  for (const name of ['type', 'key', 'occurredAt', 'recordedAt', 'actor'] as const)
    if (typeof raw[name] !== 'string') return `event without ${name}`;
  return null;
}

/** What must go one after the other: the events of a key in one partition. */
export const laneOf = (position: Position, key: string): string => `${nameOf(position)} ${key}`;

/** `fresh`: ids not handled before; `blocked`: lanes with something parked; `forced`: why the batch's only record cannot be handled. */
export function triage(
  batch: readonly Opened[],
  fresh: ReadonlySet<string>,
  blocked: ReadonlySet<string>,
  forced: string | null,
): { handle: Opened[]; park: Parked[] } {
  const handle: Opened[] = [];
  const park: Parked[] = [];
  const left = new Set(fresh);
  const shut = new Set(blocked);
  for (const opened of batch) {
    if (!left.delete(opened.id)) continue;
    const reason = forced ?? opened.reason;
    const lane = laneOf(opened.record, opened.key);
    if (shut.has(lane)) park.push({ opened, reason: reason ?? 'waits for an earlier event of the same key', behind: reason === null });
    else if (reason === null) handle.push(opened);
    else {
      park.push({ opened, reason, behind: false });
      shut.add(lane);
    }
  }
  return { handle, park };
}
