// The way between a service and the brokers, as something that can be cut: what is on it breaks off, or nobody hears anything and nobody is told.
import { createConnection, createServer, type Server, type Socket } from 'node:net';

export type Cut = 'broken' | 'silent';

export class Cable {
  private readonly servers: Server[] = [];
  private readonly ends = new Set<Socket>();
  private state: 'whole' | Cut = 'whole';

  /** Answers the port that leads to another. */
  to(port: number): Promise<number> {
    const server = createServer((near) => {
      if (this.state === 'broken') return near.destroy();
      const far = createConnection({ port, host: '127.0.0.1' });
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        this.ends.add(from);
        from.setNoDelay(true);
        from.on('data', (chunk) => void into.write(chunk));
        from
          .on('error', () => {})
          .on('close', () => {
            this.ends.delete(from);
            into.destroy();
          });
        if (this.state === 'silent') from.pause();
      }
    });
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
  }

  cut(how: Cut): void {
    this.state = how;
    for (const end of this.ends)
      if (how === 'broken') end.destroy();
      else end.pause();
  }

  /** What lay on it meanwhile arrives now, late. */
  mend(): void {
    this.state = 'whole';
    for (const end of this.ends) end.resume();
  }

  close(): void {
    for (const end of this.ends) end.destroy();
    for (const server of this.servers) server.close();
  }
}
