import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { AlertEvent, JourneyEvent, PlacementEvent } from '#contracts';
import { ConsumerContext, defineGroup } from '#eventing';
import { applyBatch } from './store.ts';

/**
 * Keeps the read models. Each event carries a whole view with a revision, so topics may run ahead of each other. Durable, since a browser that was told of a
 * change keeps its position: were it given to another change after a power cut, that one would never be shown.
 */
export const readGroup = defineGroup({
  name: 'gateway.read',
  role: 'gateway',
  topics: ['flow', 'placement', 'alerting'],
  batchSize: 500,
  durable: true,
});

@Controller()
export class ReadConsumer {
  @EventPattern<string>('flow', readGroup.transport)
  onFlow(@Payload() events: JourneyEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return applyBatch(context.manager, events);
  }

  @EventPattern<string>('placement', readGroup.transport)
  onPlacement(@Payload() events: PlacementEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return applyBatch(context.manager, events);
  }

  @EventPattern<string>('alerting', readGroup.transport)
  onAlerting(@Payload() events: AlertEvent[], @Ctx() context: ConsumerContext): Promise<void> {
    return applyBatch(context.manager, events);
  }
}
