// Says in the log what an operator should see: faults, retries and parked events. Ids and reasons, never an event's data.
import { Logger } from '@nestjs/common';
import { reasonOf } from './faults.ts';
import type { Observer } from './observer.ts';

export function loggingObserver(log = new Logger('eventing')): Observer {
  return {
    retried: (group, error, kind, attempt) => log.warn(`${group.name}: try ${attempt} failed (${kind}): ${reasonOf(error)}`),
    parked: (group, eventId, reason) => log.error(`${group.name}: event ${eventId} parked: ${reason}`),
    failed: (where, error) => log.error(`${where}: ${reasonOf(error)}`),
  };
}
