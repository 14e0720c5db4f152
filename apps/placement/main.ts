import { runProcess } from '#platform';
import { placementRole } from './role.ts';

await runProcess([placementRole]);
