import type { RoleParts } from '#platform';
import { alertingRole } from '../alerting/role.ts';
import { flowRole } from '../flow/role.ts';
import { gatewayRole } from '../gateway/role.ts';
import { intakeRole, intakeThread } from '../intake/role.ts';
import { placementRole } from '../placement/role.ts';

/** In the order of the hops. The gateway is last: it answers what nobody else does. */
export const allRoles: readonly RoleParts[] = [intakeRole, flowRole, placementRole, alertingRole, gatewayRole];

/** As the product runs: nobody who sends messages waits for what follows from them. */
export const rolesInThreads: readonly RoleParts[] = allRoles.map((part) =>
  part === intakeRole ? { ...part, thread: intakeThread } : part,
);
