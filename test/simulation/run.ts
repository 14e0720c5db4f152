// `npm run simulate -- 10000` plays so many seeds, on as many processes as there are cores. `--seed 137` plays that one and shows every line of it.
// `--record folder` keeps what that seed left in the log.
// `--broken no-inbox` puts one of the deliberately broken parts in, `--broken each` one after the other, until a seed catches it.
import 'reflect-metadata';
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { busMigrations } from '#eventing';
import { platformMigrations } from '#platform';
import { allRoles } from '../../apps/all/roles.ts';
import { setLogLevel } from '../../libs/platform/logging.ts';
import { makeProcessDeterministic } from './chance.ts';
import { SimulatedPostgres } from './postgres.ts';
import { simulate, type Run } from './simulate.ts';
import { toldTables } from './told.ts';
import { Trace } from './trace.ts';
import { variants } from './variants.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    /** Another seed to play first, unseen. */
    after: { type: 'string' },
    broken: { type: 'string' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
    every: { type: 'string' },
    /** With `--seed`: the folder that keeps what it left in the log. */
    record: { type: 'string' },
  },
});
const count = Number(positionals[0] ?? 200);
const first = Number(values.from);
const say = (line: string) => process.stdout.write(`${line}\n`);

const replayOf = ({ seed }: Run, broken?: string) => `npm run simulate -- --seed ${seed}${broken ? ` --broken ${broken}` : ''}`;

async function opened(): Promise<SimulatedPostgres> {
  makeProcessDeterministic();
  setLogLevel('silent');
  const migrations = [...platformMigrations, ...busMigrations, ...allRoles.flatMap((role) => role.migrations)];
  return SimulatedPostgres.open(migrations, toldTables);
}

const variantNamed = (name: string) => {
  const variant = variants.find((v) => v.name === name);
  if (!variant) throw new Error(`no broken part ${name}; there are ${variants.map((v) => v.name).join(', ')}`);
  return variant;
};

/** One seed, with all that happens. */
async function show(seed: string): Promise<number> {
  const variant = values.broken ? variantNamed(values.broken) : null;
  const postgres = await opened();
  if (values.after) await simulate(values.after, postgres);
  const { broken, trace } = await simulate(seed, postgres, { variant, trace: new Trace(say), record: values.record });
  say(`trace ${trace.digest()}`);
  return broken === null ? 0 : 1;
}

/** Every `every`th seed from `first`, as one of several processes. */
async function part(every: number): Promise<number> {
  const postgres = await opened();
  for (let seed = first; seed < count; seed += every) {
    const { steps, events, broken, trace } = await simulate(String(seed), postgres);
    process.send!({ seed: String(seed), steps, events, broken, digest: trace.digest() });
  }
  return 0;
}

type Played = Omit<Run, 'trace'> & { readonly digest: string };

async function all(): Promise<number> {
  const processes = Math.max(1, Math.min(Number(values.processes), count));
  const runs: Played[] = [];
  const began = performance.now();
  const parts = Array.from({ length: processes }, (_, i) => {
    const child = fork(process.argv[1]!, [String(first + count), '--from', String(first + i), '--every', String(processes)]);
    child.on('message', (run: Played) => {
      runs.push(run);
      if (run.broken !== null) say(`seed ${run.seed} broke after ${run.steps} steps: ${run.broken}\n  ${replayOf(run as unknown as Run)}`);
      if (runs.length % 1000 === 0) say(`${runs.length} seeds`);
    });
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
  const codes = await Promise.all(parts);
  const sum = (of: (run: Played) => number) => runs.reduce((total, run) => total + of(run), 0);
  const broken = runs.filter((run) => run.broken !== null).length;
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`${runs.length} seeds, ${sum((r) => r.steps)} steps, ${sum((r) => r.events)} events in ${seconds} s: ${broken} broken`);
  return broken === 0 && runs.length === count && codes.every((code) => code === 0) ? 0 : 1;
}

/** Each broken part until a seed catches it, at most `count` seeds. */
async function catchEach(names: readonly string[]): Promise<number> {
  const postgres = await opened();
  let missed = 0;
  for (const name of names) {
    let caught: Run | null = null;
    for (let seed = first; caught === null && seed < first + count; seed++) {
      const run = await simulate(String(seed), postgres, { variant: variantNamed(name) });
      if (run.broken?.match(/^I\d: /)) caught = run;
      else if (run.broken !== null) throw new Error(`${name}, seed ${seed}: ${run.broken}`);
    }
    if (caught) say(`${name}: seed ${caught.seed}, step ${caught.steps}: ${caught.broken}`);
    else say(`${name}: not caught by ${count} seeds`);
    missed += caught ? 0 : 1;
  }
  return missed;
}

const chosen = values.broken === 'each' ? variants.map((v) => v.name) : [values.broken ?? ''];
process.exitCode = values.seed
  ? await show(values.seed)
  : values.every
    ? await part(Number(values.every))
    : values.broken
      ? await catchEach(chosen)
      : await all();
// PGlite keeps the process alive.
process.disconnect?.();
setImmediate(() => process.exit());
