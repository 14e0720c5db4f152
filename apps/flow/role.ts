import type { RoleParts } from '#platform';
import { FlowModule } from './flow.module.ts';
import { causesGroup, journeysGroup } from './groups.ts';
import { migrations } from './migrations.ts';

/** What this role brings to a process. */
export const flowRole: RoleParts = { role: 'flow', module: FlowModule, migrations, groups: [journeysGroup, causesGroup] };
