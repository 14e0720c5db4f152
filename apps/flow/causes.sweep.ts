// Some causes change with the clock alone: the weekend begins, an expected opening passes. Each municipality is judged once a minute, in a transaction of
// its own under its lock, so two sweeps at once are harmless: the second finds nothing to say.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { hour, instantOf } from '#domain';
import { EventStore } from '#eventing';
import { CLOCK, type Clock, newLogger, Rounds } from '#platform';
import { DataSource } from 'typeorm';
import { attribute } from './cause-desk.ts';
import { QUEUE_POLICY, type QueuePolicyAt } from './queue-policy.ts';
import { SituationDesk, SituationMemory } from './situations.store.ts';

const EVERY_MS = 60_000;

/** While history is being read, its last moment is far behind the clock: judging at the clock's time would skip all that is still to be read. */
const behindAtMost = 6 * hour;
/** Nothing read for so long means that the region is quiet, not that history is being read. */
const quietMinutes = 30;

@Injectable()
export class CausesSweep {
  private readonly rounds = new Rounds(newLogger('flow.causes'));

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SituationMemory) private readonly memory: SituationMemory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(QUEUE_POLICY) private readonly policyAt: QueuePolicyAt,
  ) {}

  @Interval('flow.causes', EVERY_MS)
  async tick(): Promise<void> {
    await this.rounds.next(this.dataSource, () => this.sweep());
  }

  /** How many causes it found changed. */
  async sweep(): Promise<number> {
    const now = this.clock.now().getTime();
    const rows: { municipality: string }[] = await this.dataSource.query(
      `select municipality from flow.municipality
       where (select max(as_of) from flow.municipality) > $1::timestamptz
          or (select max(judged_at) from flow.municipality) < now() - interval '${quietMinutes} minutes'
       order by municipality`,
      [instantOf(now - behindAtMost)],
    );
    let changed = 0;
    for (const { municipality } of rows) changed += await this.judge(municipality, now);
    return changed;
  }

  private judge(code: string, now: number): Promise<number> {
    return this.dataSource.transaction(async (em) => {
      const desk = new SituationDesk(em, this.memory);
      await desk.readMunicipalities([code]);
      const municipality = desk.open.get(code)!;
      municipality.asOf = Math.max(municipality.asOf, now);
      const events = attribute(
        municipality.situation,
        code,
        municipality.asOf,
        { causeId: null, actor: 'rule:causes-over-time' },
        desk.earlier,
        this.policyAt(code, instantOf(municipality.asOf)),
      );
      // Nothing to say: leave no trace, or a sweep would look like news and keep the next one going.
      if (events.length === 0) {
        desk.leave();
        return 0;
      }
      await desk.save(this.store, events);
      return events.length;
    });
  }
}
