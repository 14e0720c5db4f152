// The default: every role in one process on an embedded PostgreSQL.
import { runProcess } from '#platform';
import { startAll } from './all.ts';
import { allRoles } from './roles.ts';

await runProcess(allRoles, startAll);
