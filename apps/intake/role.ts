import type { RoleParts } from '#platform';
import { IntakeModule } from './intake.module.ts';
import { migrations } from './migrations.ts';

/** What this role brings to a process. */
export const intakeRole: RoleParts = { role: 'intake', module: IntakeModule, migrations, groups: [] };
