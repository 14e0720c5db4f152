// Counts for /metrics. Labels are roles, groups and kinds of fault: never an id.
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Observer } from './observer.ts';

/** Once per registry. */
export function prometheusObserver(registry: Registry): Observer {
  const registers = [registry];
  const relayed = new Counter({
    name: 'sluss_events_relayed_total',
    help: 'Events moved from an outbox into the log',
    labelNames: ['role'],
    registers,
  });
  const handled = new Counter({ name: 'sluss_events_handled_total', help: 'Events handled by a group', labelNames: ['group'], registers });
  const seconds = new Histogram({
    name: 'sluss_batch_seconds',
    help: 'Time of one batch with its transaction',
    labelNames: ['group'],
    registers,
  });
  const retried = new Counter({
    name: 'sluss_batch_retries_total',
    help: 'Batches that failed and are tried again',
    labelNames: ['group', 'kind'],
    registers,
  });
  const parked = new Counter({
    name: 'sluss_events_parked_total',
    help: 'Events put aside as dead letters',
    labelNames: ['group'],
    registers,
  });
  const failed = new Counter({
    name: 'sluss_eventing_failures_total',
    help: 'Failures of a relay or a subscription',
    labelNames: ['where'],
    registers,
  });
  return {
    relayed: (role, events) => relayed.inc({ role }, events),
    handled: (group, events, took) => {
      handled.inc({ group: group.name }, events);
      seconds.observe({ group: group.name }, took);
    },
    retried: (group, _error, kind) => retried.inc({ group: group.name, kind }),
    parked: (group) => parked.inc({ group: group.name }),
    failed: (where) => failed.inc({ where }),
  };
}
