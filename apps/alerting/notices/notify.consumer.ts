// Turns alert events into notices to send: rows, in the transaction that reads the event, with ids that follow from event and recipient.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { AlertEvent, Severity } from '#contracts';
import { alerting } from '#domain';
import { ConsumerContext, defineGroup } from '#eventing';
import { CLOCK, CONFIG, type Clock, type Config } from '#platform';
import { ALERT_POLICY } from '../desk.store.ts';
import { Naming } from '../naming.ts';
import { putDeliveries } from './deliveries.ts';
import { messageFor } from './message.ts';
import { Recipients } from './recipients.ts';

export const notifyGroup = defineGroup({ name: 'alerting.notify', role: 'alerting', topics: ['alerting'], batchSize: 100, concurrency: 1 });

@Controller()
export class NotifyConsumer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ALERT_POLICY) private readonly policyAt: alerting.AlertPolicyAt,
    @Inject(Naming) private readonly naming: Naming,
    @Inject(Recipients) private readonly recipients: Recipients,
  ) {}

  @EventPattern<string>('alerting', notifyGroup.transport)
  async onAlerts(@Payload() events: AlertEvent[], @Ctx() { manager }: ConsumerContext): Promise<void> {
    const now = this.clock.now().toISOString();
    const all = this.recipients.at(now);
    if (all.length === 0) return;
    for (const event of events) {
      const { alert } = event.data;
      const [{ worst }] = await manager.query('select max(severity) as worst from alerting.delivery where alert_id = $1', [alert.alertId]);
      const told = { occurredAt: event.occurredAt, recordedAt: event.recordedAt, worstToldBefore: worst as Severity | null };
      const recipients = alerting.recipientsOf(event.type, alert, told, now, all, this.policyAt(now));
      if (recipients.length === 0) continue;
      const names = await this.naming.namesFor([alert]);
      await putDeliveries(manager, recipients, {
        alertId: alert.alertId,
        severity: alert.severity,
        causeId: event.id,
        repeat: 0,
        now,
        message: (channel) => messageFor(channel, { ...event, alert }, names, this.config.publicUrl, this.policyAt),
      });
    }
  }
}
