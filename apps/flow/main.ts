import { runProcess } from '#platform';
import { flowRole } from './role.ts';

await runProcess([flowRole]);
