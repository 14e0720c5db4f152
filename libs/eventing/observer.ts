// What eventing tells about itself: for metrics, logs and health. Never payloads.
import type { Group, Role } from './group.ts';

export interface Observer {
  relayed?(role: Role, events: number): void;
  handled?(group: Group, events: number, seconds: number): void;
  retried?(group: Group, error: Error, kind: 'passing' | 'lasting', attempt: number): void;
  parked?(group: Group, eventId: string, reason: string): void;
  failed?(where: string, error: Error): void;
}

/** Several observers as one. */
export function observers(...all: readonly Observer[]): Observer {
  return {
    relayed: (...args) => all.forEach((o) => o.relayed?.(...args)),
    handled: (...args) => all.forEach((o) => o.handled?.(...args)),
    retried: (...args) => all.forEach((o) => o.retried?.(...args)),
    parked: (...args) => all.forEach((o) => o.parked?.(...args)),
    failed: (...args) => all.forEach((o) => o.failed?.(...args)),
  };
}
