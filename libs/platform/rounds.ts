// Work that comes round by the clock.
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';

/** One round at a time, none before the database is there or after it has gone; what fails is told, and the next round tries again. */
export class Rounds {
  private running = false;

  constructor(private readonly log: Logger) {}

  async next(dataSource: DataSource, work: () => Promise<unknown>): Promise<void> {
    if (this.running || !dataSource.isInitialized) return;
    this.running = true;
    try {
      await work();
    } catch (error) {
      this.log.warn({ err: { message: (error as Error).message } }, 'a round failed, comes again');
    } finally {
      this.running = false;
    }
  }
}
