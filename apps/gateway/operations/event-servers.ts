import { Injectable } from '@nestjs/common';
import type { LogServer } from '#eventing';

/** The consumer groups that run in this process, given by whoever starts it: only they can try a parked event again. */
@Injectable()
export class EventServers {
  private readonly servers = new Map<string, LogServer>();

  use(servers: readonly LogServer[]) {
    for (const server of servers) this.servers.set(server.group.name, server);
  }
  of(group: string): LogServer | null {
    return this.servers.get(group) ?? null;
  }
}
