import type { Observer } from '#eventing';
import { newLogger } from '../logging.ts';
import { counter, histogram } from '../metrics.ts';

/** What eventing tells about itself, as metrics and log lines. */
export function eventMetrics(): Observer {
  const log = newLogger('events');
  const relayed = counter('sluss_events_relayed_total', 'Events moved from an outbox to the log', ['role']);
  const handled = counter('sluss_events_handled_total', 'Events handled', ['group']);
  const seconds = histogram('sluss_events_batch_seconds', 'Time for one batch', ['group']);
  const retried = counter('sluss_events_retried_total', 'Batches tried again', ['group', 'kind']);
  const parked = counter('sluss_events_parked_total', 'Events parked', ['group']);
  return {
    relayed: (role, events) => relayed.labels(role).inc(events),
    handled: (group, events, took) => {
      handled.labels(group.name).inc(events);
      seconds.labels(group.name).observe(took);
    },
    retried: (group, error, kind, attempt) => {
      retried.labels(group.name, kind).inc();
      log.warn({ group: group.name, kind, attempt, err: { message: error.message, code: (error as { code?: string }).code } }, 'a batch is tried again');
    },
    parked: (group, eventId, reason) => {
      parked.labels(group.name).inc();
      log.error({ group: group.name, eventId, reason }, 'an event is parked');
    },
    failed: (where, error) => log.error({ where, err: { message: error.message } }, 'eventing'),
  };
}
