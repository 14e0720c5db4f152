// One trace for everything that follows from what came in: a message or a request begins it, and each event hands it on to those it causes. It travels
// with the event in the outbox, the log and what is parked, never in the event itself: what was said stays what it was, however it was carried.
import { createHash } from 'node:crypto';
import type { SlussEvent } from '#contracts';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { LogRecord } from './log-transport.ts';

const hashOf = (text: unknown) => createHash('sha256').update(String(text)).digest('hex');

/** Of what stands at the beginning, and of what is carried by a version that hands nothing on. W3C Trace Context's trace-id. */
export const firstTrace = ({ id, causedBy }: Pick<SlussEvent, 'id' | 'causedBy'>): string => hashOf(causedBy ?? id).slice(0, 32);

/** The span follows from the event's id, so that every copy of it says the same. */
export const traceparentOf = (event: SlussEvent, trace: string | null): string =>
  `00-${trace ?? firstTrace(event)}-${hashOf(event.id).slice(0, 16)}-01`;

/** Null for what is no trace: then one is begun. */
export const traceIn = (traceparent: string | undefined): string | null =>
  /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent ?? '')?.[1] ?? null;

/** What is kept of a record that is parked. Its trace is kept beside what was said, for it to be tried again in: see `traceKept`. */
export function keptInTrace({ event, trace, fault }: LogRecord): LogRecord['event'] {
  // Whatever lies in the log: what has no id has no consequences.
  if (!trace || fault !== undefined || typeof event?.id !== 'string') return event;
  return { ...event, traceparent: traceparentOf(event, trace) } as SlussEvent;
}

/** What was said, and the trace it was kept in; versions before this kept none. */
export function traceKept(kept: SlussEvent & { readonly traceparent?: string }): Pick<LogRecord, 'event' | 'trace'> {
  if (typeof kept?.traceparent !== 'string') return { event: kept };
  const { traceparent, ...event } = kept;
  return { event, trace: traceIn(traceparent) };
}

const carried = new WeakMap<QueryRunner, ReadonlyMap<string, string>>();

/** What is appended in this transaction and was caused by one of these belongs to its trace. */
export function carryTraces(em: EntityManager, records: readonly LogRecord[]): void {
  const traces = records.map(({ event, trace }) => [event.id, trace ?? firstTrace(event)] as const);
  if (em.queryRunner) carried.set(em.queryRunner, new Map(traces));
}

export function traceOf(em: EntityManager, event: SlussEvent): string {
  const cause = event.causedBy === null || !em.queryRunner ? undefined : carried.get(em.queryRunner)?.get(event.causedBy);
  return cause ?? firstTrace(event);
}
