// What intake tells the operator: who has been heard from, what waits for somebody to look at it, and units that nobody has named.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { OperatorPart } from '#contracts';
import { alertPolicyAt } from '#domain';
import { CLOCK, type Clock, Operations, Policies, REGION, type Region } from '#platform';
import { DataSource } from 'typeorm';

@Injectable()
export class IntakeOperations implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(Operations) private readonly operations: Operations,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  onModuleInit() {
    this.operations.add(async () => ({
      sources: await this.sources(),
      quarantined: await this.quarantined(),
      unknownUnits: await this.unknownUnits(),
    }));
  }

  private async sources(): Promise<OperatorPart['sources']> {
    const rows: { source_id: string; last_heard_at: Date; received: string; quarantined: string; refused: string }[] =
      await this.dataSource.query('select source_id, last_heard_at, received, quarantined, refused from intake.source order by source_id');
    const now = this.clock.now();
    const { silentAfterMinutes, silentAfterMinutesBySource } = alertPolicyAt(this.policies.at(now.toISOString()), now.toISOString());
    return rows.map((row) => ({
      sourceId: row.source_id,
      name: this.facilityOf(row.source_id)?.name ?? row.source_id,
      facility: this.facilityOf(row.source_id)?.id ?? null,
      lastHeardAt: row.last_heard_at.toISOString(),
      connections: 0,
      received: Number(row.received),
      quarantined: Number(row.quarantined),
      refused: Number(row.refused),
      silent: now.getTime() - row.last_heard_at.getTime() > (silentAfterMinutesBySource[row.source_id] ?? silentAfterMinutes) * 60_000,
    }));
  }

  private facilityOf(sourceId: string) {
    return this.region.facilities.find((facility) => sourceId.toUpperCase().includes(facility.id));
  }

  private async quarantined(): Promise<number> {
    const [row] = await this.dataSource.query(`select count(*)::int as n from intake.message where status = 'quarantined'`);
    return row.n as number;
  }

  private async unknownUnits(): Promise<OperatorPart['unknownUnits']> {
    const rows: { source_id: string; code: string; first_seen_at: Date; last_seen_at: Date; messages: number }[] =
      await this.dataSource.query(
        'select source_id, code, first_seen_at, last_seen_at, messages from intake.unknown_unit order by last_seen_at desc limit 200',
      );
    return rows.map((row) => ({
      sourceId: row.source_id,
      code: row.code,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      messages: row.messages,
    }));
  }
}
