// The default: every role in one process on an embedded PostgreSQL, the hospitals' line in a thread of its own.
import { runProcess } from '#platform';
import { startAll } from './all.ts';
import { rolesInThreads } from './roles.ts';

await runProcess(rolesInThreads, startAll);
