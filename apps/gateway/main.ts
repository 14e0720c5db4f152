import { runProcess } from '#platform';
import { gatewayRole } from './role.ts';

await runProcess([gatewayRole]);
