// The policy that comes with Sluss, for specs: read from its files, the demo's on top of the default when asked for.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { policyAreas, type PolicyArea, type PolicyEntries, type PolicyEntry } from '#contracts';

function entries<A extends PolicyArea>(folder: 'default' | 'demo', area: A): PolicyEntry<A>[] {
  const path = join(resolve(__dirname, '../../..'), 'policies', folder, `${area}.json`);
  const file = JSON.parse(readFileSync(path, 'utf8')) as { entries: unknown[] };
  return file.entries.map((entry) => policyAreas[area].parse(entry) as PolicyEntry<A>);
}

export const shippedPolicy = Object.fromEntries(
  (Object.keys(policyAreas) as PolicyArea[]).map((area) => [area, entries('default', area)]),
) as unknown as PolicyEntries;
/** Specs tell their stories in the demo's short times. */
export const demoAlertPolicy = entries('demo', 'alerting')[0]!;
export const placementPolicy = shippedPolicy.placement[0]!;
