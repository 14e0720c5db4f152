import type { placement } from '#domain';

/** A municipality's rules for giving places at a moment. */
export type PlacementPolicyAt = (municipality: string, at: string) => placement.PlacementPolicy;
/** Token for them. */
export const POLICIES = Symbol('PlacementPolicies');
