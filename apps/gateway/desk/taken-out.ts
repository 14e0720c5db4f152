// Cases that leave the screen as a file or on paper. The screen asks first and goes on only when it is logged: no log, no file.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, TakenOutBody } from '#contracts';
import { AccessLog, CLOCK, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import type * as z from 'zod';
import { SqlParams } from '../lists/sql-params.ts';
import { journeyScope } from '../scope.ts';

@Injectable()
export class TakenOut {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** Logs what the asker may see of what was named, and says how many that were. */
  log(asker: Asker, { action, journeyIds }: z.infer<typeof TakenOutBody>): Promise<{ logged: number }> {
    return this.dataSource.transaction(async (em) => {
      const params = new SqlParams();
      const rows: { journeyId: string; patientId: string }[] = await em.query(
        `select j.journey_id as "journeyId", j.patient_id as "patientId" from gateway.journey j
         where j.journey_id = any(${params.add(journeyIds)}::text[]) and ${journeyScope(asker, this.clock.now(), params, 'j')}
         order by j.journey_id`,
        params.values,
      );
      await this.accessLog.write(
        em,
        asker,
        rows.map((row) => ({ action, ...row })),
      );
      return { logged: rows.length };
    });
  }
}
