import type { RunningProcess } from '#platform';

/** Resolves when every outbox is empty and every group has handled what is in the log. */
export async function settled({ relays, servers }: Pick<RunningProcess, 'relays' | 'servers'>): Promise<void> {
  for (;;) {
    for (const relay of relays) await relay.drained();
    for (const server of servers) await server.caughtUp();
    const lags = await Promise.all(servers.map((server) => server.lag()));
    if (lags.every((lag) => lag.total === 0)) return;
  }
}
