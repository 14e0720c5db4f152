import type { RoleParts } from '#platform';
import { AlertingModule } from './alerting.module.ts';
import { migrations } from './migrations.ts';
import { notifyGroup } from './notices/notify.consumer.ts';
import { situationGroup } from './situation.consumer.ts';

/** What this role brings to a process. */
export const alertingRole: RoleParts = { role: 'alerting', module: AlertingModule, migrations, groups: [situationGroup, notifyGroup] };
