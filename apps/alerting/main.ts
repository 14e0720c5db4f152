import { runProcess } from '#platform';
import { alertingRole } from './role.ts';

await runProcess([alertingRole]);
