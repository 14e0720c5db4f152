import type { RoleParts } from '#platform';
import { requestsGroup } from './follow.consumer.ts';
import { migrations } from './migrations.ts';
import { PlacementModule } from './placement.module.ts';

/** What this role brings to a process. */
export const placementRole: RoleParts = { role: 'placement', module: PlacementModule, migrations, groups: [requestsGroup] };
