// Sends what is due. A delivery is first leased (its next try set ahead, in a transaction of its own), then sent, then marked: a process that dies in
// between sends it once more with the same id, and two senders never have the same one at the same time.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { alerting, noticePolicyAt } from '#domain';
import { CLOCK, type Clock, CONFIG, type Config, counter, HealthRegistry, newLogger, Policies, Rounds } from '#platform';
import { DataSource } from 'typeorm';
import type { DueDelivery, Sent } from './delivery.ts';
import { MailNotifier } from './mail.notifier.ts';
import { WebhookNotifier } from './webhook.notifier.ts';

const EVERY_MS = 2000;
const MOST_AT_ONCE = 20;
/** Longer than the slowest try, or a slow one would be sent twice at the same time. */
const LEASE_MS = 60_000;

@Injectable()
export class Sender {
  private readonly log = newLogger('alerting.sender');
  private readonly rounds = new Rounds(this.log);
  private readonly sent = counter('sluss_notices_total', 'Notices by channel and what became of them', ['channel', 'status']);
  private readonly leaseMs: number;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
    @Inject(MailNotifier) private readonly mail: MailNotifier,
    @Inject(WebhookNotifier) private readonly webhook: WebhookNotifier,
    @Inject(Policies) private readonly policies: Policies,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    this.leaseMs = LEASE_MS * (config.demo ? config.demoSpeed : 1);
    // Said, but no reason to take the service out of traffic: a receiver that is down is not our fault.
    health.add('notices', async () => {
      const [{ given_up }] = await dataSource.query(
        `select count(*)::int as given_up from alerting.delivery where status = 'given-up' and last_attempt_at > $1::timestamptz - interval '1 day'`,
        [clock.now()],
      );
      return { ok: true, ...(given_up ? { detail: `${given_up} notices given up in the last day` } : {}) };
    });
  }

  @Interval('alerting.sender', EVERY_MS)
  async tick(): Promise<void> {
    await this.rounds.next(this.dataSource, async () => {
      while ((await this.sendDue()) === MOST_AT_ONCE);
    });
  }

  /** How many it tried to send. */
  async sendDue(): Promise<number> {
    const now = this.clock.now();
    const [due]: [DueDelivery[], number] = await this.dataSource.query(
      `update alerting.delivery set attempts = attempts + 1, next_at = $2, last_attempt_at = $1
       where delivery_id in (
         select delivery_id from alerting.delivery where status in ('pending', 'failed') and next_at <= $1 order by next_at limit ${MOST_AT_ONCE} for update skip locked
       ) returning delivery_id, alert_id, channel, target, message, attempts, coalesce(tries_from, first_at) as tries_from`,
      [now, new Date(now.getTime() + this.leaseMs)],
    );
    await Promise.all(due.map((delivery) => this.deliver(delivery)));
    return due.length;
  }

  private async deliver(delivery: DueDelivery): Promise<void> {
    const result = await this.sendOne(delivery).catch((error: Error): Sent => ({
      ok: false,
      lasting: false,
      error: error.message.slice(0, 200),
    }));
    const now = this.clock.now().toISOString();
    const nextAt =
      result.ok || result.lasting
        ? null
        : alerting.nextTryAt(delivery.tries_from.toISOString(), delivery.attempts, now, noticePolicyAt(this.policies.at(now), now));
    const error = result.ok ? null : result.error;
    const status = result.ok ? 'sent' : nextAt === null ? 'given-up' : 'failed';
    await this.dataSource.query(
      `update alerting.delivery set status = $2, next_at = $3, last_attempt_at = $4, error = $5, record = record || $6::jsonb
       where delivery_id = $1 and status in ('pending', 'failed')`,
      [delivery.delivery_id, status, nextAt, now, error, JSON.stringify([{ at: now, what: status, error, by: null }])],
    );
    this.sent.labels(delivery.channel, status).inc();
    if (status === 'given-up')
      this.log.error({ deliveryId: delivery.delivery_id, alertId: delivery.alert_id, channel: delivery.channel }, 'notice given up');
  }

  private async sendOne({ delivery_id, channel, target, message }: DueDelivery): Promise<Sent> {
    if (channel === 'mail' && message.mail) return this.mail.send(delivery_id, target, message.mail);
    if (channel === 'webhook' && message.webhook) return this.webhook.send(delivery_id, target, JSON.stringify(message.webhook));
    return { ok: false, lasting: true, error: `nothing to send by ${channel}` };
  }
}
