// What eventing tells about itself: for metrics, logs and health. Never payloads.
import type { Group, Role } from './group.ts';

export interface Observer {
  relayed?(role: Role, events: number): void;
  handled?(group: Group, events: number, seconds: number): void;
  retried?(group: Group, error: Error, kind: 'passing' | 'lasting', attempt: number): void;
  parked?(group: Group, eventId: string, reason: string): void;
  failed?(where: string, error: Error): void;
}
