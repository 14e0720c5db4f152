// Tells again of an alert that nobody has taken on, as often as the policy says. Ids follow from the notice that is repeated: two sweeps at once put in one.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AlertView } from '#contracts';
import { alerting } from '#domain';
import { CLOCK, type Clock, CONFIG, type Config, newLogger, Rounds } from '#platform';
import { DataSource } from 'typeorm';
import { ALERT_POLICY } from '../desk.store.ts';
import { Naming } from '../naming.ts';
import { putDeliveries } from './deliveries.ts';
import { messageFor } from './message.ts';
import { Recipients } from './recipients.ts';

const EVERY_MS = 60_000;

interface Told {
  readonly view: AlertView;
  readonly event_id: string;
  readonly repeat: number;
  readonly first_at: Date;
}

@Injectable()
export class RepeatSweep {
  private readonly rounds = new Rounds(newLogger('alerting.repeat'));

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ALERT_POLICY) private readonly policyAt: alerting.AlertPolicyAt,
    @Inject(Naming) private readonly naming: Naming,
    @Inject(Recipients) private readonly recipients: Recipients,
  ) {}

  @Interval('alerting.repeat', EVERY_MS)
  async tick(): Promise<void> {
    await this.rounds.next(this.dataSource, () => this.sweep());
  }

  /** How many alerts it told again. */
  async sweep(): Promise<number> {
    const now = this.clock.now().toISOString();
    const { repeat } = this.policyAt(now);
    const all = this.recipients.at(now);
    if (repeat === null || all.length === 0) return 0;
    const due: Told[] = await this.dataSource.query(
      `select a.view, d.event_id, d.repeat, d.first_at
       from alerting.alert a
       cross join lateral (select event_id, repeat, first_at from alerting.delivery where alert_id = a.alert_id order by first_at desc, repeat desc limit 1) d
       where a.open and a.view->>'state' = 'new' and not (a.view->>'silenced')::boolean and d.repeat < $2
         and d.first_at <= $1::timestamptz - make_interval(mins => $3)`,
      [now, repeat.atMost, repeat.everyMinutes],
    );
    for (const told of due) await this.tellAgain(told, all, now);
    return due.length;
  }

  private async tellAgain({ view, event_id: causeId, repeat }: Told, all: readonly alerting.Recipient[], now: string): Promise<void> {
    const names = await this.naming.namesFor([view]);
    const about = { type: 'Repeated' as const, alert: view, occurredAt: now };
    await putDeliveries(this.dataSource.manager, alerting.meantFor(view, all), {
      alertId: view.alertId,
      severity: view.severity,
      causeId,
      repeat: repeat + 1,
      now,
      message: (channel) => messageFor(channel, about, names, this.config.publicUrl, this.policyAt),
    });
  }
}
