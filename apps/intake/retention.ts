// Raw bytes are kept for a set time and no longer; what became of the message stays. Unused events have no reason to be kept as long.
import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { CLOCK, CONFIG, newLogger, type Clock, type Config } from '#platform';
import { DataSource } from 'typeorm';

const DAY_MS = 24 * 3_600_000;
const UNUSED_DAYS = 7;

@Injectable()
export class Retention {
  private readonly log = newLogger('intake');

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Harmless when two processes run it at once. */
  @Cron(CronExpression.EVERY_HOUR)
  async sweep(): Promise<number> {
    try {
      return await this.forget();
    } catch (error) {
      this.log.error({ code: (error as { code?: string }).code }, 'raw messages could not be cleared; tried again within the hour');
      return 0;
    }
  }

  private async forget(): Promise<number> {
    const now = this.clock.now().getTime();
    const before = (days: number) => new Date(now - days * DAY_MS);
    const [, cleared] = await this.dataSource.query(
      `update intake.message set raw = null, traces = null
       where raw is not null and (received_at < $1 or (status = 'ignored' and received_at < $2))`,
      [before(this.config.rawDays), before(Math.min(UNUSED_DAYS, this.config.rawDays))],
    );
    return cleared as number;
  }
}
