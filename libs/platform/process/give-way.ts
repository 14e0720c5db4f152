// Beside a role that has a thread of its own, the rest of the process gives way: a hospital waits for each answer of the line, and what is worked out
// from its messages can be a little later. Only between threads and local database sessions that want the same processor; an idle one is everybody's.
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { PooledClient } from '../pooled-client.ts';

/** A third of the processor when the line wants all of it. */
const NICENESS = 5;

/** To be called when the thread that goes first has been started: a thread begins with the priority of the one that starts it. */
export function giveWay(): void {
  lower(process.pid);
}

/** The session's own process on the server gives way too, when it runs on this machine: it is met by a socket in a folder. */
export function sessionGivesWay(client: Pick<PooledClient, 'host' | 'connection'>): void {
  if (!client.host.startsWith('/')) return;
  client.connection.once('backendKeyData', ({ processID }: { processID: number }) => {
    if (isPostgres(processID)) lower(processID);
  });
}

/** In a container the server may count its processes otherwise than this one does. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // Not ours to say, or gone already: it goes on as it was.
  }
}
