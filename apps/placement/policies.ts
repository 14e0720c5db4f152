/** Token for the municipalities' rules (a `placement.PolicyBook`): data that a municipality can have its own version of. */
export const POLICIES = Symbol('PlacementPolicies');
