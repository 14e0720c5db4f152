// The database's disk is full for a while, or answers every write and read with an error. Meanwhile nothing is acknowledged that is not stored (the
// ledger tells), and all goes on by itself when there is room again.
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '#simulator';
import type { Rig } from './rig.ts';

export async function diskFailed(rig: Rig, random: Random): Promise<string> {
  const state = random.pick(['full', 'failing'] as const);
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
  return state;
}

const couldGrow = (rig: Rig): Promise<boolean> =>
  rig.database
    .query(`create table public.growing as select repeat('x', 500) as x from generate_series(1, 5000)`)
    .then(() => rig.database.query('drop table public.growing'))
    .then(
      () => true,
      () => false,
    );
