// Gates and the chain behind one: who holds the places I wait for, which of them are ready to leave, what they wait for in turn, and so on to the last
// closed gate. Opening that one lets the rest move; the counts say who stands there now and are no blame.
import type { CareKind, Gate } from '#contracts';
import { careKinds, traitsOf } from '../flow/care-kinds.ts';
import { queueOf, type Scene, type Tally } from './scene.ts';

const nothing: Tally = { places: 0, free: 0, closed: 0, waiting: 0, opensAt: null };

/** A gate as it stands for everyone in the municipality. */
export function gateOf(scene: Scene, kind: CareKind): Gate {
  const { places, free, closed, waiting, opensAt: opening } = scene.tallies.get(kind) ?? nothing;
  const opensAt = free > 0 ? null : opening;
  return {
    kind,
    municipality: scene.municipality,
    state: stateOf(kind, free, waiting, opensAt),
    root: false,
    places,
    free,
    closed,
    waiting,
    opensAt,
  };
}

/** Every gate where there are places or someone waits: one column of the matrix over the queue. */
export function gatesOf(scene: Scene): Gate[] {
  const kinds = (Object.keys(careKinds) as CareKind[]).filter((kind) => careKinds[kind].capacity !== 'beds');
  return kinds.map((kind) => gateOf(scene, kind)).filter((gate) => gate.places > 0 || gate.waiting > 0);
}

/** The gates from one kind to the end of the chain; the last is the root. Each kind is passed once, so a circle of waits ends too. */
export function chainFrom(scene: Scene, kind: CareKind): Gate[] {
  const chain: Gate[] = [];
  const passed = new Set<CareKind>();
  for (let next: CareKind | null = kind; next !== null && !passed.has(next);) {
    passed.add(next);
    const gate = gateOf(scene, next);
    // Who stands in front of the first gate cannot get through, whatever is free for people with other needs or further ahead in the queue.
    chain.push(chain.length === 0 && gate.state !== 'part' ? { ...gate, state: 'shut' } : gate);
    next = chain.length > 1 && (gate.state === 'todo' || gate.state === 'open') ? null : onwardOf(scene, next);
  }
  return chain.map((gate, i) => ({ ...gate, root: i === chain.length - 1 }));
}

/** What most of those who live in this kind of care, and are ready to leave, wait for. Who stands first in the queue decides between equals. */
function onwardOf(scene: Scene, kind: CareKind): CareKind | null {
  const queues = new Map<CareKind, number>();
  for (const { journey, wait } of scene.waiters) {
    const target = queueOf(wait);
    if (journey.leg?.kind === kind && target !== null && target !== kind) queues.set(target, (queues.get(target) ?? 0) + 1);
  }
  let most: CareKind | null = null;
  for (const [target, count] of queues) if (most === null || count > queues.get(most)!) most = target;
  return most;
}

function stateOf(kind: CareKind, free: number, waiting: number, opensAt: string | null): Gate['state'] {
  if (!traitsOf(kind).needsPlace) return waiting > 0 ? 'todo' : 'open';
  if (free > 0 && free >= waiting) return waiting > 0 ? 'todo' : 'open';
  return opensAt === null ? 'shut' : 'part';
}
