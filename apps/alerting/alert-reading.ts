// One alert in full: what it says now, its timeline with the notices that were sent, what became of them, and the cases by reference.
import { Inject, Injectable } from '@nestjs/common';
import type { AlertDetail, AlertView, Asker } from '#contracts';
import { alerting, caseRefOf, hour, type Language, type OpenJourney } from '#domain';
import { CLOCK, RawCipher, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import { ALERT_POLICY } from './desk.store.ts';
import { Naming } from './naming.ts';
import { alertFor } from './scope.ts';

type Entry = AlertDetail['timeline'][number];

interface DeliveryRow {
  readonly delivery_id: string;
  readonly channel: 'mail' | 'webhook';
  readonly target: string;
  readonly status: AlertDetail['deliveries'][number]['status'];
  readonly attempts: number;
  readonly last_attempt_at: Date | null;
  readonly error: string | null;
}

@Injectable()
export class AlertReading {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RawCipher) private readonly cipher: RawCipher,
    @Inject(Naming) private readonly naming: Naming,
    @Inject(ALERT_POLICY) private readonly policyAt: alerting.AlertPolicyAt,
  ) {}

  /** Throws not-found for what does not exist and for what is not the asker's to see. */
  async detail(asker: Asker, alertId: string, language: Language): Promise<AlertDetail> {
    const view = await alertFor(this.dataSource, asker, alertId);
    const now = this.clock.now().toISOString();
    const names = await this.naming.namesFor([view]);
    const deliveries = await this.deliveriesOf(alertId);
    return {
      ...view,
      municipalityName: view.municipality === null ? null : names.municipality(view.municipality),
      text: alerting.alertText(view, names, now, language, this.policyAt),
      timeline: withNotices(view.timeline, deliveries),
      cases: await this.casesOf(view, now),
      notes: await this.notesOf(alertId),
      deliveries: deliveries.map((d) => ({ ...d, target: asker.role === 'operator' ? d.target : hostOrDomain(d.target) })),
    };
  }

  private async deliveriesOf(alertId: string): Promise<AlertDetail['deliveries']> {
    const rows: DeliveryRow[] = await this.dataSource.query(
      'select delivery_id, channel, target, status, attempts, last_attempt_at, error from alerting.delivery where alert_id = $1 order by first_at, delivery_id',
      [alertId],
    );
    return rows.map((r) => ({
      deliveryId: r.delivery_id,
      channel: r.channel,
      target: r.target,
      status: r.status,
      attempts: r.attempts,
      lastAttemptAt: r.last_attempt_at?.toISOString() ?? null,
      error: r.error,
    }));
  }

  private async notesOf(alertId: string): Promise<AlertDetail['notes']> {
    const rows: { at: Date; author: string; sealed_text: Buffer }[] = await this.dataSource.query(
      'select at, author, sealed_text from alerting.note where alert_id = $1 order by at',
      [alertId],
    );
    return rows.map((r) => ({ at: r.at.toISOString(), author: r.author, text: this.cipher.open(r.sealed_text).toString() }));
  }

  private async casesOf(alert: AlertView, now: string): Promise<AlertDetail['cases']> {
    const rows: { row: OpenJourney }[] = await this.dataSource.query(
      `select row from alerting.situation where kind = 'journey' and id = any ($1)`,
      [alert.journeys],
    );
    const known = new Map(rows.map(({ row }) => [row.journeyId, row]));
    return alert.journeys.map((journeyId) => {
      const from = known.get(journeyId)?.wait?.from;
      return { journeyId, caseRef: caseRefOf(journeyId), waitHours: from ? Math.max(0, Date.parse(now) - Date.parse(from)) / hour : null };
    });
  }
}

/** A notice that went out belongs on the timeline at the moment it did. */
function withNotices(timeline: readonly Entry[], deliveries: AlertDetail['deliveries']): Entry[] {
  const sent = deliveries
    .filter((d) => d.status === 'sent' && d.lastAttemptAt !== null)
    .map((d): Entry => ({
      at: d.lastAttemptAt!,
      type: 'notified',
      actor: `channel:${d.channel}`,
      severity: null,
      count: null,
      until: null,
      assignee: null,
    }));
  return [...timeline, ...sent].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Addresses are for the operator; others see where it went. */
const hostOrDomain = (target: string): string => (target.includes('@') ? `@${target.split('@').at(-1)}` : new URL(target).hostname);
