// Asks again what time alone can change: a wait that passes its limit, a source that falls silent, a snooze that ends, an escalation.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CLOCK, type Clock, newLogger, Rounds } from '#platform';
import { DataSource } from 'typeorm';
import { DeskStore } from './desk.store.ts';

const EVERY_MS = 10_000;
/** Two sweeps at once would do no harm (the desk is locked, ids follow from what is told); this spares the second one the work. */
const SWEEP_LOCK = 7311;

@Injectable()
export class DueSweep {
  private readonly rounds = new Rounds(newLogger('alerting.sweep'));

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DeskStore) private readonly desks: DeskStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval('alerting.sweep', EVERY_MS)
  async tick(): Promise<void> {
    await this.rounds.next(this.dataSource, () => this.sweep());
  }

  /** How many alert events it told. */
  async sweep(): Promise<number> {
    const now = this.clock.now().toISOString();
    const [{ due, history }] = await this.dataSource.query(
      `select exists (select 1 from alerting.subject where next_at <= $1 or state @> '{"unseen": true}') as due, (select history_seen from alerting.desk) as history`,
      [now],
    );
    if (!due && !history) return 0;
    return this.dataSource.transaction(async (em) => {
      const [{ mine }] = await em.query('select pg_try_advisory_xact_lock($1) as mine', [SWEEP_LOCK]);
      if (!mine) return 0;
      return this.desks.with(em, async (desk) => {
        // History was still being read when the last sweep came by: wait until a whole round has passed without.
        if (desk.readsHistory) await em.query('update alerting.desk set history_seen = false');
        else desk.passTo(now);
        return desk.told.length;
      });
    });
  }
}
