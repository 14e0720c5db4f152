// Every role in one process with the demo's logins and nobody in it, for stories that look at a process from outside.
import { runProcess } from '#platform';
import { rolesInThreads } from '../../apps/all/roles.ts';
import { MllpGateway } from '../../apps/intake/mllp.gateway.ts';

await runProcess(rolesInThreads, async ({ app }) => {
  process.stdout.write(`mllp ${app.get(MllpGateway, { strict: false }).port}\n`);
  return null;
});
