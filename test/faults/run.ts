// `npm run test:faults`: the roles as separate processes under load, faults drawn by seed, and in the end an independent checker that reads the ledger and
// the tables. Without arguments a short run over both buses, and the proof that it can fail: three parts built wrong on purpose are put into running
// services, struck, and caught by the same checker (the simulation catches them too, where a fault can be put between any two steps).
//
//   npm run test:faults -- [--bus postgres|kafka] [--points 1000] [--minutes 30] [--class F1,F3] [--seed 7] [--brokers 3] [--broken each]
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '#simulator';
import { variants, type Variant } from './broken-variants.ts';
import { classes } from './classes.ts';
import { inWords } from './checker.ts';
import { Rig, type RigOptions } from './rig.ts';

const { values } = parseArgs({
  options: {
    bus: { type: 'string' },
    /** Per bus. */
    points: { type: 'string', default: '14' },
    class: { type: 'string', default: Object.keys(classes).join() },
    /** Per bus: no further point after so long. */
    minutes: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    brokers: { type: 'string', default: '1' },
    /** One of the parts built wrong, or each. */
    broken: { type: 'string' },
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
  const began = performance.now();
  const spent = new Map<string, { points: number; seconds: number }>();
  let stuck: string[] = [];
  let point = 'in the end';
  return withRig({ bus, random }, async (rig) => {
    say(`${bus}, seed ${values.seed}: under load after ${secondsSince(began).toFixed(0)} s`);
    try {
      for (const name of drawn(names, Number(values.points), values.seed)) {
        if (secondsSince(began) > 60 * Number(values.minutes)) break;
        const from = performance.now();
        point = name;
        const told = await classes[name]!.strike(rig, random.fork(`${name}/${spent.get(name)?.points ?? 0}`));
        await rig.flows(5 + random.int(20));
        const { points, seconds } = spent.get(name) ?? { points: 0, seconds: 0 };
        say(`  ${name} ${secondsSince(from).toFixed(1)} s${told ? `: ${told}` : ''}`);
        spent.set(name, { points: points + 1, seconds: seconds + secondsSince(from) });
      }
      point = 'in the end';
      await rig.settled();
    } catch (error) {
      stuck = [`${point}: ${(error as Error).message}`];
      // What is still under way is not lost.
      await rig.settled().catch((also: Error) => stuck.push(also.message));
    }
    const verdict = await rig.verdict();
    for (const [name, { points, seconds }] of spent) say(`  ${name} ${classes[name]!.says}: ${points} in ${seconds.toFixed(0)} s`);
    const found = [
      ...stuck,
      ...verdict.lost,
      ...verdict.doubled,
      ...verdict.overAllocated,
      ...rig.load.misunderstood,
      ...rig.complaints,
      ...rig.findings,
    ];
    for (const what of found.slice(0, 50)) say(`  ! ${what}`);
    say(`  ${verdict.held} holds promised, ${rig.gaveUp} processes ended by themselves and were started again`);
    say(`${bus}, seed ${values.seed}, ${secondsSince(began).toFixed(0)} s: ${inWords(verdict)}, stuck ${stuck.length}`);
    return found.length === 0;
  });
}

async function withRig(options: Pick<RigOptions, 'bus' | 'random' | 'variant'>, work: (rig: Rig) => Promise<boolean>): Promise<boolean> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sluss-faults-'));
  let rig: Rig | null = null;
  const interrupted = () => void (rig?.close() ?? Promise.resolve()).finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupted);
  try {
    rig = await Rig.open({ ...options, brokers: values.brokers === '3' ? 3 : 1, folder });
    return await work(rig);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await rig?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until the checker names it, at most so many points. */
const CAUGHT_WITHIN = 50;

async function caught(variant: Variant): Promise<boolean> {
  const random = randomFrom(`faults/${variant.name}/${values.seed}`);
  return withRig({ bus: 'postgres', random, variant }, async (rig) => {
    for (let point = 1; point <= CAUGHT_WITHIN; point++) {
      const name = variant.classes[(point - 1) % variant.classes.length]!;
      // What goes on stumbling over it is none of the matter.
      await classes[name]!.strike(rig, random.fork(`${name}/${point}`)).catch(() => {});
      await rig.flows(5).catch(() => {});
      const { lost, doubled, overAllocated } = await rig.verdict();
      const finding = [...lost, ...doubled, ...overAllocated].find((what) => variant.finding.test(what));
      if (finding) say(`${variant.name}, seed ${values.seed}: caught at point ${point} (${name}): ${finding}`);
      if (finding) return true;
    }
    say(`${variant.name}, seed ${values.seed}: not caught by ${CAUGHT_WITHIN} points`);
    return false;
  });
}

let well = true;
const whole = !values.bus && !values.broken;
for (const bus of ['postgres', 'kafka'] as const) if (whole || values.bus === bus) well = (await struck(bus)) && well;
for (const variant of variants)
  if (whole || values.broken === 'each' || values.broken === variant.name) well = (await caught(variant)) && well;
process.exit(well ? 0 : 1);
