import type { RoleParts } from '#platform';
import { IntakeModule } from './intake.module.ts';
import { migrations } from './migrations.ts';

/** What this role brings to a process. */
export const intakeRole: RoleParts = { role: 'intake', module: IntakeModule, migrations, groups: [] };

/** Where the thread begins that a process may give this role. */
export const intakeThread = new URL('./thread.js', import.meta.url);
