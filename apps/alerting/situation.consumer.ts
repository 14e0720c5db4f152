// Keeps the situation by what flow and placement say, and asks the rules about whatever was touched. From intake only one thing is read: that a
// source has been heard from.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventOf, Fact, JourneyEvent, PlacementEvent } from '#contracts';
import type { alerting } from '#domain';
import { ConsumerContext, defineGroup } from '#eventing';
import { CLOCK, CONFIG, type Clock, type Config } from '#platform';
import { DeskStore } from './desk.store.ts';

/** One transaction at a time: the desk is worked on by one at a time anyway, and waiting for it would only hold connections. */
export const situationGroup = defineGroup({
  name: 'alerting.situation',
  role: 'alerting',
  topics: ['flow', 'placement', 'intake'],
  batchSize: 200,
  concurrency: 1,
});

const LATE_MS = 15 * 60_000;
/** A demo that runs faster than life is late by more of its own minutes. */
const LATE_REAL_MS = 20_000;

@Controller()
export class SituationConsumer {
  private readonly lateMs: number;

  constructor(
    @Inject(DeskStore) private readonly desks: DeskStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.lateMs = Math.max(LATE_MS, config.demo ? LATE_REAL_MS * config.demoSpeed : 0);
  }

  @EventPattern<string>('flow', situationGroup.transport)
  onJourneys(@Payload() events: JourneyEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return this.hear(events, context);
  }

  @EventPattern<string>('placement', situationGroup.transport)
  onPlaces(@Payload() events: PlacementEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return this.hear(events, context);
  }

  @EventPattern<string>('intake', situationGroup.transport)
  onFacts(@Payload() events: Fact[], @Ctx() context: ConsumerContext): Promise<void> {
    return this.hear(
      events.filter((event): event is EventOf<'SourceHeard'> => event.type === 'SourceHeard'),
      context,
    );
  }

  private async hear(events: readonly alerting.WatchedEvent[], { manager }: ConsumerContext): Promise<void> {
    if (events.length === 0) return;
    const oldest = events.reduce((a, b) => (a.recordedAt < b.recordedAt ? a : b)).recordedAt;
    const isHistory = this.clock.now().getTime() - Date.parse(oldest) > this.lateMs;
    await this.desks.with(manager, async (desk) => {
      desk.hear(events, isHistory);
      // The sweep must not let today's time pass over a situation that is still some day last month.
      if (isHistory) await manager.query('update alerting.desk set history_seen = true where not history_seen');
    });
  }
}
