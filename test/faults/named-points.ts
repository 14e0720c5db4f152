// Kill -9 between two named steps: a role is started to end itself at one of them, at the nth time it comes there, while the load goes on.
import { setTimeout as after } from 'node:timers/promises';
import { failpointNames, type FailpointName } from '#eventing';
import type { Role } from '#platform';
import type { Random } from '#simulator';
import { until } from '../child.ts';
import type { Rig } from './rig.ts';

/** Who comes by often enough under this load. */
const passers: Readonly<Record<string, readonly Role[]>> = {
  relay: ['intake', 'flow', 'placement'],
  consumer: ['flow', 'placement', 'alerting', 'gateway'],
  answer: ['intake', 'placement'],
};
/** In PostgreSQL this is one statement with what is before and after it. */
const elsewhereOnly: FailpointName = 'relay.published';
/** At which pass, at most; there are few alerts. */
const [OFTEN, SELDOM] = [30, 4];
const PASSED_WITHIN_MS = 120_000;

const struck = new WeakMap<Rig, FailpointName[]>();

/** All of them before any of them again. */
function nextPoint(rig: Rig, random: Random): FailpointName {
  const left = struck.get(rig) ?? [];
  struck.set(rig, left);
  if (left.length === 0) left.push(...failpointNames.filter((name) => rig.kafka !== null || name !== elsewhereOnly));
  return left.splice(random.int(left.length), 1)[0]!;
}

export async function endedAtPoint(rig: Rig, random: Random): Promise<string> {
  const point = nextPoint(rig, random);
  const role = random.pick(passers[point.split('.')[0]!]!);
  const all = rig.services.filter((service) => service.role === role);
  const setting = `${point}:${1 + random.int(role === 'alerting' ? SELDOM : OFTEN)}`;
  // One is left of the role: of two only the one that leads comes by.
  await Promise.all(all.map((service) => service.end('SIGKILL')));
  const armed = all[0]!;
  await armed.start({ SLUSS_TEST_FAILPOINT: setting }).catch(() => {});
  await until(async () => !armed.running, `${role} to end at ${setting}`, PASSED_WITHIN_MS);
  if (armed.endedBy !== 'SIGKILL') rig.findings.push(`${role}, set to end at ${setting}, ended otherwise: ${armed.complaint}`);
  await after(random.between(0, 300));
  await rig.revive();
  return `${role} at ${setting}`;
}
