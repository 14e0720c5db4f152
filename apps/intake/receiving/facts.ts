// Drafts to events, once it is known which opaque ids the persons have. The same message gives the same events, however often it comes.
import type { Fact } from '#contracts';
import { derivedId, newEvent } from '#eventing';
import type { Draft } from '../adt/draft.ts';

export interface Settling {
  readonly messageId: string;
  readonly sourceId: string;
  readonly recordedAt: Date;
  readonly patientIds: readonly string[];
  /** Opaque id of a visit's domain and number. */
  readonly visitId: (visit: string) => string;
}

export function settle(draft: Draft, index: number, by: Settling): Fact {
  const patients = Object.fromEntries(Object.entries(draft.patients).map(([field, person]) => [field, by.patientIds[person]]));
  const visits = Object.fromEntries(
    Object.entries(draft.visits).map(([field, visit]) => [field, visit === null ? null : by.visitId(visit)]),
  );
  return newEvent(draft.type, {
    id: derivedId(by.messageId, draft.type, index),
    key: typeof draft.key === 'number' ? by.patientIds[draft.key]! : draft.key,
    occurredAt: draft.occurredAt,
    recordedAt: by.recordedAt,
    causedBy: by.messageId,
    actor: `source:${by.sourceId}`,
    data: { ...draft.data, ...patients, ...visits, sourceId: by.sourceId } as never,
  }) as Fact;
}
