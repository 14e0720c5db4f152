// The database's disk, or a broker's, is full for a while, or answers every write and read with an error. Meanwhile nothing is acknowledged that is not
// stored (the ledger tells), and all goes on by itself when there is room again.
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '#simulator';
import { until } from '../child.ts';
import { told } from './broker-classes.ts';
import type { Rig } from './rig.ts';

export const diskFailed = (rig: Rig, random: Random): Promise<string> =>
  rig.kafka && random.chance(0.5) ? brokersDisk(rig, random) : databasesDisk(rig, random);

const states = ['full', 'failing'] as const;
const BACK_WITHIN_MS = 90_000;
/** A broker that neither ends nor answers for so long is ended, as a liveness probe has it. */
const HANGS_AFTER_MS = 30_000;

async function databasesDisk(rig: Rig, random: Random): Promise<string> {
  const state = random.pick(states);
  await after(random.between(0, 300));
  rig.machines.database.disk(state);
  try {
    await after(random.between(300, 4000));
    if (await couldGrow(rig)) rig.findings.push(`a table could grow while the disk was ${state}`);
  } finally {
    rig.machines.database.disk('well');
  }
  // A server that could not write its own log has ended itself.
  await rig.database.revive();
  return `the database’s, ${state}`;
}

const couldGrow = (rig: Rig): Promise<boolean> =>
  rig.database
    .query(`create table public.growing as select repeat('x', 500) as x from generate_series(1, 5000)`)
    .then(() => rig.database.query('drop table public.growing'))
    .then(
      () => true,
      () => false,
    );

/** A broker whose only disk fails ends itself, by design, and whoever runs it starts it again. What it had acknowledged is there then. */
async function brokersDisk(rig: Rig, random: Random): Promise<string> {
  const { kafka, probe } = rig as { kafka: NonNullable<Rig['kafka']>; probe: NonNullable<Rig['probe']> };
  const state = random.pick(states);
  const node = random.pick(kafka.nodes);
  const machine = rig.brokers[node.id - 1]!;
  await probe.ready();
  if (!(await probe.takes(node))) rig.findings.push(`broker ${node.id} took no record although all was well`);
  const { gaveUp } = rig;
  await after(random.between(0, 300));
  machine.disk(state);
  try {
    await after(random.between(300, 4000));
    if (await probe.takes(node)) rig.findings.push(`broker ${node.id} took a record while its disk was ${state}`);
    // With two left there is no need of the third.
    if (kafka.nodes.length > 1) await rig.goesOn(() => told(rig), `the log with the disk of one broker ${state}`);
  } finally {
    machine.disk('well');
  }
  let became = 'went on';
  let answered = performance.now();
  const back = async () => {
    if (kafka.running(node) && performance.now() - answered > HANGS_AFTER_MS) {
      became = 'hung';
      process.stderr.write(`  broker ${node.id} hangs:\n${(await kafka.threads(node)).slice(-100_000)}\n`);
      await kafka.kill(node);
    }
    if (!kafka.running(node)) {
      if (became === 'went on') became = 'ended';
      await kafka.start(node);
      answered = performance.now();
    }
    if (!(await probe.takes(node))) return false;
    answered = performance.now();
    return probe.whole();
  };
  await until(back, `broker ${node.id} to have everything and take more`, BACK_WITHIN_MS);
  await rig.goesOn(() => told(rig), 'the log with the disk well');
  await rig.allTold();
  // A broker that fails says things that the client takes for the end; nothing is lost by being started again.
  const also = rig.gaveUp > gaveUp ? `, and ${rig.gaveUp - gaveUp} services` : '';
  return `broker ${node.id} of ${kafka.nodes.length}, ${state}: it ${became}${also}`;
}
