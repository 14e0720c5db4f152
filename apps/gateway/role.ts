import type { RoleParts } from '#platform';
import { GatewayModule } from './gateway.module.ts';
import { migrations } from './migrations.ts';
import { readGroup } from './read-model/read.consumer.ts';

/** What this role brings to a process. */
export const gatewayRole: RoleParts = { role: 'gateway', module: GatewayModule, migrations, groups: [readGroup] };
