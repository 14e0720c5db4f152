import { runProcess } from '#platform';
import { registerFirstUnits } from './first-units.ts';
import { placementRole } from './role.ts';

await runProcess([placementRole], registerFirstUnits);
