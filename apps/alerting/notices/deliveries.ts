// The rows of notices: one per event and recipient, with ids that follow from both, so that the same is never put in twice.
import type { Severity } from '#contracts';
import type { alerting } from '#domain';
import { derivedId } from '#eventing';
import type { EntityManager } from 'typeorm';
import type { Message } from './delivery.ts';

export interface ToDeliver {
  readonly alertId: string;
  readonly severity: Severity;
  /** What it follows from: an event, or the notice it repeats. */
  readonly causeId: string;
  /** 0 for the first notice of an event, then 1, 2 ... while nobody takes the alert on. */
  readonly repeat: number;
  readonly now: string;
  readonly message: (channel: 'mail' | 'webhook') => Message;
}

export async function putDeliveries(em: EntityManager, recipients: readonly alerting.Recipient[], notice: ToDeliver): Promise<void> {
  for (const { channel, target } of recipients) {
    await em.query(
      `insert into alerting.delivery (delivery_id, alert_id, event_id, channel, target, severity, message, first_at, tries_from, next_at, repeat)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9) on conflict do nothing`,
      [
        derivedId(notice.causeId, notice.repeat === 0 ? `notice-${channel}` : `repeat-${channel}`, target),
        notice.alertId,
        notice.repeat === 0 ? notice.causeId : derivedId(notice.causeId, 'repeat', String(notice.repeat)),
        channel,
        target,
        notice.severity,
        JSON.stringify(notice.message(channel)),
        notice.now,
        notice.repeat,
      ],
    );
  }
}
