// Named moments between two steps where a test can stop, fail or kill. A process passes them by unless it was started to end at one.

export type Failpoint = (name: FailpointName) => Promise<void>;

export const failpointNames = [
  // The outbox on its way into the log. In PostgreSQL that is one statement: the two in the middle are of a log that lies elsewhere.
  'relay.read',
  'relay.published',
  'relay.committed',
  // A group's batch.
  'consumer.begin',
  'consumer.offset-moved',
  'consumer.handled',
  'consumer.before-commit',
  'consumer.committed',
  // What somebody waits for an answer to: a hospital for its acknowledgement, a person for their booking.
  'answer.before-commit',
  'answer.committed',
] as const;

export type FailpointName = (typeof failpointNames)[number];
