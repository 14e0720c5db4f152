// `npm run kafka:up [-- 3]` starts a broker (or three) that stays until `npm run kafka:down`. Data and logs lie in .kafka.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { startKafka, stopLeftBehind } from './broker.ts';

const folder = fileURLToPath(new URL('../../../.kafka/', import.meta.url));
const told = join(folder, 'brokers');

const [command, count] = process.argv.slice(2);
if (command === 'up') {
  const running = existsSync(told);
  if (!running) {
    rmSync(folder, { recursive: true, force: true });
    const cluster = await startKafka({ nodes: count === '3' ? 3 : 1, folder });
    writeFileSync(told, cluster.brokers);
  }
  console.log(`${running ? 'already running' : 'running'}: KAFKA_BROKERS=${readFileSync(told, 'utf8')}`);
  process.exit(0);
} else if (command === 'down') {
  const stopped = stopLeftBehind(folder);
  rmSync(told, { force: true });
  console.log(stopped === 0 ? 'nothing was running' : `stopped ${stopped}; the data stay in .kafka until the next start`);
} else {
  console.error('say up, up 3 or down');
  process.exit(1);
}
