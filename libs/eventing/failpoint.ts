// Named moments between two steps where a test can stop, fail or kill. The product passes none.

export type Failpoint = (name: FailpointName) => Promise<void>;

export type FailpointName =
  | 'relay.read'
  | 'relay.published'
  | 'relay.deleted'
  | 'relay.committed'
  | 'consumer.begin'
  | 'consumer.offset-moved'
  | 'consumer.handled'
  | 'consumer.before-commit'
  | 'consumer.committed';
