// More than usual: ten times the lines at full speed for a while, or all that a hospital has kept during a day without a line, at once. It is taken in
// and handled within bounds, in memory that is bounded too.
import { readFileSync } from 'node:fs';
import type { Random } from '#simulator';
import { until } from '../child.ts';
import type { Rig } from './rig.ts';

const LINES = 40;
/** Of a day: some 1,300 messages, as many as the reference region's busiest hospital sends. */
const PATIENTS = 400;
const MOST_MIB = 512;
const HANDLED_WITHIN_MS = 120_000;

export async function crowded(rig: Rig, random: Random): Promise<string> {
  const kind = random.pick(['burst', 'backlog'] as const);
  await rig.caughtUp();
  const from = performance.now();
  let messages = rig.load.acknowledged;
  const taken = kind === 'burst' ? rig.load.burst(LINES, 5) : rig.load.backlog(PATIENTS);
  await rig.soon(taken, `a ${kind} to be acknowledged`);
  messages = rig.load.acknowledged - messages;
  const seconds = (performance.now() - from) / 1000;
  await handled(rig, new Date(rig.machines.intake.now()).toISOString());
  for (const { role, pid } of rig.services) {
    const mib = mostMemory(pid!);
    if (mib > MOST_MIB) rig.findings.push(`${role} took ${mib} MiB during a ${kind}`);
  }
  return `${kind} of ${messages} messages taken in ${seconds.toFixed(1)} s, handled after ${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** All that was known by then has come as far as the screens. */
async function handled(rig: Rig, at: string): Promise<void> {
  const unread = (events: string, inbox: string, group: string) =>
    `exists (select from ${events} e where e.recorded_at <= $1 and not exists (select from ${inbox} i where i.grp = '${group}' and i.event_id = e.id))`;
  const sql = `select ${unread('intake.event', 'flow.inbox', 'flow.journeys')} or ${unread('flow.event', 'gateway.inbox', 'gateway.read')} as waiting`;
  await until(
    async () => {
      await rig.revive();
      return !(await rig.database.query<{ waiting: boolean }>(sql, [at]))[0]!.waiting;
    },
    'what came at once to be handled',
    HANDLED_WITHIN_MS,
  );
}

/** The most it has had in hand since it was started. */
function mostMemory(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Math.round(Number(kib) / 1024);
}
