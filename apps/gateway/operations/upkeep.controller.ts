// The operator asks what would be cleared, and has every event held against its chain and the signed checkpoints.
import { join } from 'node:path';
import { Controller, Inject } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { CheckpointReport, RetentionView } from '#contracts';
import { roles, verifyCheckpoint, writeCheckpoint, type Checkpoints, type Role } from '#eventing';
import { ApiRoute, CLOCK, CONFIG, deriveKey, newLogger, type Clock, type Config } from '#platform';
import { DataSource } from 'typeorm';
import { RetentionSweep } from './retention.sweep.ts';

@Controller()
export class UpkeepController {
  private readonly log = newLogger('checkpoints');

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RetentionSweep) private readonly retention: RetentionSweep,
  ) {}

  @ApiRoute('getRetention')
  plan(): Promise<RetentionView> {
    return this.retention.plan();
  }

  @ApiRoute('verifyEvents')
  async verify(): Promise<CheckpointReport> {
    const { faults, ...report } = await verifyCheckpoint(await this.checkpoints());
    if (faults.length > 0) this.log.error({ faults: faults.length }, 'events are not what was signed');
    return { at: this.clock.now().toISOString(), ...report, faults: faults.slice(0, 500) };
  }

  @Cron(CronExpression.EVERY_HOUR)
  async write(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    try {
      await writeCheckpoint(await this.checkpoints(), this.clock.now());
    } catch (error) {
      this.log.error({ err: { message: (error as Error).message } }, 'no checkpoint could be written; tried again within the hour');
    }
  }

  private async checkpoints(): Promise<Checkpoints> {
    const rows: { role: Role }[] = await this.dataSource.query(
      `select r as role from unnest($1::text[]) r where to_regclass(r || '.stream') is not null`,
      [roles],
    );
    return {
      dataSource: this.dataSource,
      roles: rows.map((row) => row.role),
      folder: join(this.config.dataDir, 'checkpoints'),
      key: deriveKey(this.config.masterKey, 'checkpoints'),
    };
  }
}
