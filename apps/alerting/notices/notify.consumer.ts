// Turns alert events into notices to send: rows, in the transaction that reads the event, with ids that follow from event and recipient.
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { AlertEvent, Severity } from '#contracts';
import { alerting } from '#domain';
import { ConsumerContext, defineGroup, derivedId } from '#eventing';
import { CLOCK, CONFIG, newLogger, type Clock, type Config } from '#platform';
import { ALERT_POLICY } from '../desk.store.ts';
import { Naming } from '../naming.ts';
import { messageFor } from './message.ts';

export const notifyGroup = defineGroup({ name: 'alerting.notify', role: 'alerting', topics: ['alerting'], batchSize: 100, concurrency: 1 });

@Controller()
export class NotifyConsumer {
  private readonly recipients: readonly alerting.Recipient[];

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ALERT_POLICY) private readonly policyAt: alerting.AlertPolicyAt,
    @Inject(Naming) private readonly naming: Naming,
  ) {
    const { recipients, faults } = alerting.readMailTo(config.mailTo);
    if (faults.length) newLogger('alerting.notify').error({ faults }, 'MAIL_TO has parts that cannot be read; they get no mail');
    this.recipients = [
      ...(config.smtpUrl ? recipients : []),
      ...(config.webhook ? [{ channel: 'webhook' as const, target: config.webhook.url, role: null, municipality: null }] : []),
    ];
  }

  @EventPattern<string>('alerting', notifyGroup.transport)
  async onAlerts(@Payload() events: AlertEvent[], @Ctx() { manager }: ConsumerContext): Promise<void> {
    if (this.recipients.length === 0) return;
    const now = this.clock.now().toISOString();
    for (const event of events) {
      const { alert } = event.data;
      const [{ worst }] = await manager.query('select max(severity) as worst from alerting.delivery where alert_id = $1', [alert.alertId]);
      const told = { occurredAt: event.occurredAt, recordedAt: event.recordedAt, worstToldBefore: worst as Severity | null };
      const recipients = alerting.recipientsOf(event.type, alert, told, now, this.recipients, this.policyAt(now));
      if (recipients.length === 0) continue;
      const names = await this.naming.namesFor([alert]);
      for (const { channel, target } of recipients) {
        await manager.query(
          `insert into alerting.delivery (delivery_id, alert_id, event_id, channel, target, severity, message, first_at, next_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict do nothing`,
          [
            derivedId(event.id, `notice-${channel}`, target),
            alert.alertId,
            event.id,
            channel,
            target,
            alert.severity,
            JSON.stringify(messageFor(channel, event, names, this.config.publicUrl, this.policyAt)),
            now,
          ],
        );
      }
    }
  }
}
