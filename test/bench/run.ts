// Measures the product beside its floors: `npm run bench [intake|alert|replay|queue|start|kafka|catch-up|processes ...] [--quick] [--profile]`.
// A line per figure; all of them in .bench/last.json, CPU profiles in .bench/profiles.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { alertBench } from './alert.bench.ts';
import { type Bench, type Figure, lineOf, ready } from './figure.ts';
import { intakeBench } from './intake.bench.ts';
import { root } from './product.ts';
import { catchUpBench, kafkaBench, processesBench } from './kafka.bench.ts';
import { queueBench } from './queue.bench.ts';
import { replayBench } from './replay.bench.ts';
import { startServer, type BenchServer } from './server.ts';
import { startBench } from './start.bench.ts';

const benches: Readonly<Record<string, (bench: Bench, server: BenchServer) => Promise<void>>> = {
  intake: intakeBench,
  alert: alertBench,
  replay: replayBench,
  queue: queueBench,
  start: startBench,
  kafka: kafkaBench,
  'catch-up': catchUpBench,
  processes: processesBench,
};

const args = process.argv.slice(2);
const unknown = args.filter((arg) => !Object.hasOwn(benches, arg) && !['--quick', '--profile'].includes(arg));
if (unknown.length > 0) {
  console.error(`not known: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}, --quick and --profile`);
  process.exit(1);
}
const asked = Object.keys(benches).filter((name) => args.includes(name));

const output = join(root, '.bench');
mkdirSync(output, { recursive: true });
const folder = mkdtempSync(join(output, 'run-'));
execFileSync('chmod', ['711', folder]);

const figures: Figure[] = [];
const failures: { bench: string; fault: string }[] = [];
const bench: Bench = {
  quick: args.includes('--quick'),
  profile: args.includes('--profile'),
  folder,
  tell: (told) => {
    const figure = ready(told);
    figures.push(figure);
    console.log(lineOf(figure));
  },
};

const startedAt = new Date().toISOString();
const server = await startServer(folder);
try {
  for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
    try {
      await benches[name]!(bench, server);
    } catch (error) {
      failures.push({ bench: name, fault: (error as Error).message });
      console.error(`${name} could not be measured: ${(error as Error).stack}`);
    }
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  load: loadavg(),
};
writeFileSync(join(output, 'last.json'), `${JSON.stringify({ startedAt, quick: bench.quick, machine, figures, failures }, null, 2)}\n`);
process.exit(failures.length > 0 ? 1 : 0);
