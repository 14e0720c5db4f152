// Placement's policy, as causes ask for it: places are dealt out in the order that placement gives them.
import type { PlacementPolicy } from '#contracts';

export const QUEUE_POLICY = Symbol('queue-policy');

/** The placement policy that a municipality had at a time: a past wait is judged by the rules of its day. */
export type QueuePolicyAt = (municipality: string, at: string) => PlacementPolicy;
