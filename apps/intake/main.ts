import { runProcess } from '#platform';
import { intakeRole } from './role.ts';

await runProcess([intakeRole]);
