import { rmSync } from 'node:fs';
import postgres from '../global-teardown.mjs';

export default async function teardown() {
  await Promise.all([globalThis.__slussTestKafka?.stop(), postgres()]);
  rmSync(globalThis.__slussTestKafkaFolder, { recursive: true, force: true });
}
