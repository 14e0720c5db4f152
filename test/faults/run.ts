// `npm run test:faults`: the roles as separate processes under load, faults drawn by seed, and in the end an independent checker that reads the ledger and
// the tables. Without arguments a short run over both buses, and the proof that it could fail: three parts built wrong on purpose (acknowledging
// before the commit, booking what was seen free, knowing a message by its control id alone) are caught within 50 seeds of the simulation, where a
// fault can be put between any two steps. What is not drawn here: full disk (test/bad-input), moved clocks.
//
//   npm run test:faults -- [--bus postgres|kafka] [--points 1000] [--class F1,F3] [--seed 7] [--brokers 3]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomFrom } from '#simulator';
import { classes } from './classes.ts';
import { inWords } from './checker.ts';
import { Rig } from './rig.ts';

const { values } = parseArgs({
  options: {
    bus: { type: 'string' },
    /** Per bus. */
    points: { type: 'string', default: '7' },
    class: { type: 'string', default: Object.keys(classes).join() },
    seed: { type: 'string', default: '1' },
    brokers: { type: 'string', default: '1' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const secondsSince = (from: number) => (performance.now() - from) / 1000;

/** Each class once, in an order of the seed's, then by weight. */
function* drawn(names: readonly string[], points: number, seed: string) {
  const random = randomFrom(`faults/${seed}`);
  const weights = Object.fromEntries(names.map((name) => [name, classes[name]!.weight]));
  const once = [...names].sort(() => random.next() - 0.5);
  for (let point = 0; point < points; point++) yield once[point] ?? random.weighted(weights);
}

async function struck(bus: 'postgres' | 'kafka'): Promise<boolean> {
  const names = values.class.split(',');
  const unknown = names.find((name) => !(name in classes));
  if (unknown) throw new Error(`no class ${unknown}; there are ${Object.keys(classes).join(', ')}`);
  const random = randomFrom(`faults/${bus}/${values.seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'sluss-faults-'));
  const began = performance.now();
  const spent = new Map<string, { points: number; seconds: number }>();
  let rig: Rig | null = null;
  let stuck: string[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void rig?.close().finally(() => process.exit(1)));
  try {
    rig = await Rig.open({ bus, brokers: values.brokers === '3' ? 3 : 1, folder, random });
    say(`${bus}, seed ${values.seed}: under load after ${secondsSince(began).toFixed(0)} s`);
    try {
      for (const name of drawn(names, Number(values.points), values.seed)) {
        const from = performance.now();
        const told = await classes[name]!.strike(rig, random.fork(`${name}/${spent.get(name)?.points ?? 0}`));
        await rig.flows(5 + random.int(20));
        const { points, seconds } = spent.get(name) ?? { points: 0, seconds: 0 };
        say(`  ${name} ${secondsSince(from).toFixed(1)} s${told ? `: ${told}` : ''}`);
        spent.set(name, { points: points + 1, seconds: seconds + secondsSince(from) });
      }
      await rig.settled();
    } catch (error) {
      stuck = [(error as Error).message];
    }
    const verdict = await rig.verdict();
    for (const [name, { points, seconds }] of spent) say(`  ${name} ${classes[name]!.says}: ${points} in ${seconds.toFixed(0)} s`);
    const found = [
      ...verdict.lost,
      ...verdict.doubled,
      ...verdict.overAllocated,
      ...stuck,
      ...rig.load.misunderstood,
      ...rig.complaints,
      ...rig.findings,
    ];
    for (const what of found.slice(0, 50)) say(`  ! ${what}`);
    say(`  ${verdict.held} holds promised, ${rig.gaveUp} processes ended by themselves and were started again`);
    say(`${bus}, seed ${values.seed}, ${secondsSince(began).toFixed(0)} s: ${inWords(verdict)}, stuck ${stuck.length}`);
    return found.length === 0;
  } finally {
    await rig?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The simulation says so itself: it ends with 1 when a part built wrong is not caught. */
function canFail(): boolean {
  const simulation = fileURLToPath(new URL('../simulation/run.js', import.meta.url));
  return spawnSync(process.execPath, [simulation, '50', '--broken', 'each'], { stdio: 'inherit' }).status === 0;
}

let well = true;
for (const bus of ['postgres', 'kafka'] as const) if (!values.bus || values.bus === bus) well = (await struck(bus)) && well;
if (!values.bus) well = canFail() && well;
process.exit(well ? 0 : 1);
