// One broker for the whole run (three with SLUSS_TEST_KAFKA_NODES=3), and the database that all tests share.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from '../global-setup.mjs';

export default async function setup() {
  // Built, since this runs outside the tests' own transformer; `npm run test:kafka` builds first.
  const { startKafka } = await import(new URL('../../dist/test/kafka/broker.js', import.meta.url).href);
  const folder = mkdtempSync(join(tmpdir(), 'sluss-test-kafka-'));
  const nodes = process.env.SLUSS_TEST_KAFKA_NODES === '3' ? 3 : 1;
  const [cluster] = await Promise.all([startKafka({ nodes, folder }), postgres()]);
  process.env.SLUSS_TEST_KAFKA = cluster.brokers;
  globalThis.__slussTestKafka = cluster;
  globalThis.__slussTestKafkaFolder = folder;
}
