// Between the threads of one process that work on the same database: what one of them has done, heard by the others at once. Only saves waiting,
// as everything told here is also found by those who look; a message that nobody hears is no loss.
import { createHash } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import type { DataSource } from 'typeorm';

export class ThreadChannel<T> {
  private readonly channel: BroadcastChannel;

  /** `about` tells channels of one database apart. */
  constructor(dataSource: DataSource, about: string, hear: (message: T) => void) {
    const { url } = dataSource.options as { url?: string };
    this.channel = new BroadcastChannel(`sluss.${about}.${createHash('sha256').update(String(url)).digest('base64')}`);
    this.channel.onmessage = (event) => hear((event as { data: T }).data);
    // Keeps no process alive.
    (this.channel as unknown as { unref(): void }).unref();
  }

  /** To the other threads; not back to this one. */
  tell(message: T): void {
    this.channel.postMessage(message);
  }

  close(): void {
    this.channel.close();
  }
}
