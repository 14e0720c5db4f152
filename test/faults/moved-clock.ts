// The clock is set wrong on one machine, on the brokers', or on all, and right again. Hours are never negative, what is due by the clock that is shown ends,
// and the load goes on. (Every run also goes through a night when Sweden's clocks are changed, see the rig.)
import { setTimeout as after } from 'node:timers/promises';
import { hour, minute } from '#domain';
import { roles } from '#platform';
import type { Random } from '#simulator';
import { until } from '../child.ts';
import { told as relayed } from './broker-classes.ts';
import type { Machine } from './machine.ts';
import type { Rig } from './rig.ts';

/** Across an hour's change and across midnight, past the end of holds (4 h) and of offers (24 h). */
const jumps = [-25, -4, -1, 1, 5, 25].map((hours) => hours * hour);
const ENDS_WITHIN_MS = 20_000;

/** As docs/OPERATIONS.md has it: PostgreSQL looks for those who wait for each other by a timer, and that follows its clock. */
const endWhoWaitsSince = `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and xact_start > now()`;

export async function clockMoved(rig: Rig, random: Random): Promise<string> {
  const { database, ...services } = rig.machines;
  const { brokers } = rig;
  const affected = random.weighted({ all: 3, services: 2, one: 2, database: 1, brokers: rig.kafka ? 3 : 0, broker: rig.kafka ? 2 : 0 });
  const role = random.pick(roles);
  const moved = {
    all: [...Object.values(services), database, ...brokers],
    services: Object.values(services),
    one: [services[role]],
    database: [database],
    brokers,
    broker: brokers.length > 0 ? [random.pick(brokers)] : [],
  }[affected];
  await rig.probe?.ready();
  const jump = random.pick(jumps) + Math.round(random.between(-5, 5) * minute);
  for (const machine of moved) machine.clock(rig.shift + jump);
  try {
    await after(random.between(500, 3000));
    await shown(rig);
    await rig.flows(10);
    if (rig.kafka) await rig.goesOn(() => relayed(rig), `the log with ${affected} wrong`);
    await noNegativeHours(rig);
    if (jump > 0 && moved.includes(services.placement)) await dueHasEnded(rig);
  } finally {
    for (const machine of moved) machine.clock(rig.shift);
  }
  if (jump > 0 && moved.includes(database)) await rig.database.query(endWhoWaitsSince);
  await rig.flows(10);
  await rig.allTold();
  await noNegativeHours(rig);
  return `${affected === 'one' ? role : affected} by ${(jump / hour).toFixed(2)} h`;
}

/** What the gateway, the database and the brokers say the time is, is what their machines were told. */
async function shown(rig: Rig): Promise<void> {
  const { at } = await rig.answered('operator');
  const [row] = await rig.database.query<{ now: Date }>('select now()');
  const told: [who: string, says: Date, machine: Machine][] = [
    ['the gateway', new Date(at), rig.machines.gateway],
    ['the database', row!.now, rig.machines.database],
  ];
  for (const node of rig.kafka?.nodes ?? []) {
    const says = (await rig.probe!.takes(node)) ? await rig.probe!.says(node) : null;
    // A broker may have lost its place among the others for a moment; that it comes back is asked where the load goes on.
    if (says) told.push([`broker ${node.id}`, says, rig.brokers[node.id - 1]!]);
  }
  for (const [who, says, machine] of told)
    if (Math.abs(machine.now() - says.getTime()) > minute) rig.findings.push(`${who} says ${says.toISOString()}`);
}

/** However wrong the clocks are: somebody who has waited less than nothing is a fault that staff would see. */
async function noNegativeHours(rig: Rig): Promise<void> {
  const { items, summary } = await rig.answered('journeys?state=all&limit=100&sort=waitHours');
  const negative = items.filter(({ waitHours }: { waitHours: number | null }) => waitHours !== null && waitHours < 0);
  if (negative.length > 0 || summary.oldestHours < 0 || summary.totalHours < 0)
    rig.findings.push(`hours below zero are shown: ${negative.length} journeys, in all ${summary.totalHours}`);
  const { journeyId } = items[0] ?? {};
  if (!journeyId) return;
  const { segments, waitedHours } = await rig.answered(`journeys/${journeyId}`);
  if (waitedHours < 0 || segments.some(({ hours }: { hours: number }) => hours < 0))
    rig.findings.push(`hours below zero are shown for a journey: ${JSON.stringify({ waitedHours, segments })}`);
}

async function dueHasEnded(rig: Rig): Promise<void> {
  const now = new Date(rig.machines.placement.now()).toISOString();
  await until(
    async () => {
      await rig.revive();
      const [row] = await rig.database.query<{ n: number }>(
        `select count(*)::int as n from placement.request where status in ('held', 'offered') and until <= $1`,
        [now],
      );
      return row!.n === 0;
    },
    `what ended by ${now} to be ended`,
    ENDS_WITHIN_MS,
  );
}
