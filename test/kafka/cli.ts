// `npm run kafka:up [-- 3]` starts a broker (or three) that stays until `npm run kafka:down`, and goes on with what it had. Data and logs lie in .kafka.
// `around <file>` runs a program with a broker under it, and ends the broker after it unless it was running before.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { startAgain, startKafka, stillRunning, stopLeftBehind } from './broker.ts';

const folder = fileURLToPath(new URL('../../../.kafka/', import.meta.url));
const told = join(folder, 'brokers');

/** Whether it was started now. */
async function up(nodes: 1 | 3): Promise<boolean> {
  if (existsSync(told)) {
    if (stillRunning(folder).length > 0) return false;
    console.log('starting the broker');
    await startAgain(folder);
    return true;
  }
  console.log('starting the broker');
  // A first start that was cut off: nothing has been kept there yet.
  await stopLeftBehind(folder);
  rmSync(folder, { recursive: true, force: true });
  const cluster = await startKafka({ nodes, folder });
  writeFileSync(told, cluster.brokers);
  return true;
}

async function around(file: string): Promise<number> {
  const another = process.env.KAFKA_BROKERS !== undefined;
  const ours = !another && (await up(1));
  // In a group of its own: the keyboard's Ctrl-C would reach its database and its services in the same instant as those who still use them.
  const program = spawn(process.execPath, ['--enable-source-maps', file], { stdio: 'inherit', detached: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => program.kill('SIGTERM'));
  const code = await new Promise<number>((ended) => program.once('exit', (with_) => ended(with_ ?? 1)));
  if (ours) await stopLeftBehind(folder);
  return code;
}

const [command, what] = process.argv.slice(2);
try {
  if (command === 'up') {
    const now = await up(what === '3' ? 3 : 1);
    console.log(`${now ? 'running' : 'already running'}: KAFKA_BROKERS=${readFileSync(told, 'utf8')}`);
    process.exit(0);
  } else if (command === 'around' && what) {
    process.exit(await around(what));
  } else if (command === 'down') {
    const stopped = await stopLeftBehind(folder);
    console.log(stopped === 0 ? 'nothing was running' : `stopped ${stopped}; the data stay in .kafka (remove the folder to begin anew)`);
  } else {
    throw new Error('say up, up 3 or down');
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
