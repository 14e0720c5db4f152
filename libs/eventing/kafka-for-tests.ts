// Makes Kafka transports on the broker that the test run has started, each with topics of its own.
import { randomBytes } from 'node:crypto';
import type { MakeTransport } from './contract-rig.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { KafkaTransport } from './kafka-transport.ts';
import { PARTITIONS } from './log-transport.ts';

export const settingsForTests = (settings: Partial<KafkaSettings> = {}): KafkaSettings => ({
  brokers: process.env.SLUSS_TEST_KAFKA!.split(','),
  clientId: 'sluss-test',
  prefix: `t${randomBytes(6).toString('hex')}`,
  partitions: PARTITIONS,
  replication: Math.min(3, process.env.SLUSS_TEST_KAFKA!.split(',').length),
  tls: null,
  sasl: null,
  eventKey: Buffer.alloc(32, 7),
  ...settings,
});

export const kafkaForTests =
  (settings: Partial<KafkaSettings> = {}): MakeTransport =>
  ({ failpoint }) =>
    new KafkaTransport({ ...settingsForTests(settings), failpoint });
