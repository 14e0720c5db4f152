// Journeys and places change, and with them the causes of the waits around them: whoever waits in a municipality is judged again when anything there does.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { JourneyEvent, PlacementEvent } from '#contracts';
import { millisOf, rowsOf, type SituationRow } from '#domain';
import { ConsumerContext, EventStore } from '#eventing';
import { attribute } from './cause-desk.ts';
import { QUEUE_POLICY, type QueuePolicyAt } from './queue-policy.ts';
import { causesGroup } from './groups.ts';
import { SituationDesk, SituationMemory, type Attributed } from './situations.store.ts';

@Controller()
export class CausesConsumer {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SituationMemory) private readonly memory: SituationMemory,
    @Inject(QUEUE_POLICY) private readonly policyAt: QueuePolicyAt,
  ) {}

  @EventPattern<string>('flow', causesGroup.transport)
  onJourneys(@Payload() events: JourneyEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return this.take(events, context);
  }

  @EventPattern<string>('placement', causesGroup.transport)
  onPlaces(@Payload() events: PlacementEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return this.take(events, context);
  }

  private async take(changes: readonly (JourneyEvent | PlacementEvent)[], { manager }: ConsumerContext): Promise<void> {
    const told = changes.map((event) => ({ event, rows: rowsOf(event).map(onlyWaiting) })).filter(({ rows }) => rows.length > 0);
    if (told.length === 0) return;
    const desk = new SituationDesk(manager, this.memory);
    await desk.read(told.flatMap(({ rows }) => rows));
    const attributed: Attributed[] = [];
    for (const { event, rows } of told) {
      for (const code of new Set(rows.flatMap((row) => desk.put(row)))) {
        const municipality = desk.open.get(code)!;
        const now = millisOf(event.recordedAt);
        municipality.asOf = Math.max(municipality.asOf, now);
        const occasion = { causeId: event.id, actor: 'rule:causes' };
        const events = attribute(municipality.situation, code, now, occasion, desk.earlier, this.policyAt(code, event.recordedAt));
        for (const { data } of events) desk.earlier.set(data.waitId, data);
        attributed.push(...events);
      }
    }
    if (desk.open.size > 0) await desk.save(this.store, attributed);
  }
}

/** Of journeys, only those that wait matter here. */
const onlyWaiting = (row: SituationRow): SituationRow => (row.kind === 'journey' && row.data?.wait === null ? { ...row, data: null } : row);
