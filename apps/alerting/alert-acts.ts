// What people do with alerts: each act is decided by the domain on the locked desk, at the revision that the screen showed.
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AlertView, Asker } from '#contracts';
import { alerting } from '#domain';
import { CLOCK, ProblemError, RawCipher, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import { ALERT_POLICY, DeskStore, silencesInForce, type OpenDesk } from './desk.store.ts';
import { alertFor } from './scope.ts';

const refusals: Record<alerting.AlertRefusal, (policy: alerting.AlertPolicy) => ProblemError> = {
  resolved: () => new ProblemError('not-in-this-state', 'The alert is resolved'),
  'not-taken-on': () => new ProblemError('not-in-this-state', 'Nobody has acknowledged the alert or been assigned it'),
  'ends-before-now': () => new ProblemError('invalid', undefined, { errors: [{ pointer: '/until', detail: 'must be later than now' }] }),
  'too-long': ({ silenceMaxDays }) =>
    new ProblemError('invalid', undefined, { errors: [{ pointer: '/until', detail: `at most ${silenceMaxDays} days from now` }] }),
};

interface Act {
  readonly asker: Asker;
  readonly alertId: string;
  /** Null for a note, which is right whatever the revision is. */
  readonly ifMatch: number | null;
  readonly command: alerting.AlertCommand;
}

@Injectable()
export class AlertActs {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DeskStore) private readonly desks: DeskStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RawCipher) private readonly cipher: RawCipher,
    @Inject(ALERT_POLICY) private readonly policyAt: alerting.AlertPolicyAt,
  ) {}

  /** Throws not-found, version-conflict or not-in-this-state. */
  act(act: Act): Promise<{ alert: AlertView }> {
    return this.onDesk((desk, now) => this.decide(desk, act, now));
  }

  note(asker: Asker, alertId: string, text: string): Promise<{ alert: AlertView }> {
    return this.onDesk(async (desk, now) => {
      const result = await this.decide(desk, { asker, alertId, ifMatch: null, command: { act: 'note' } }, now);
      await desk.em.query('insert into alerting.note (note_id, alert_id, at, author, sealed_text) values ($1, $2, $3, $4, $5)', [
        randomUUID(),
        alertId,
        now,
        asker.login,
        this.cipher.seal(Buffer.from(text)),
      ]);
      return result;
    });
  }

  silence(asker: Asker, alertId: string, ifMatch: number, reason: string, until: string): Promise<{ alert: AlertView }> {
    return this.onDesk(async (desk, now) => {
      const { rule, municipality, fingerprint } = await alertFor(desk.em, asker, alertId);
      const refused = alerting.silenceRefusal(now, until, this.policyAt(now));
      if (refused) throw refusals[refused](this.policyAt(now));
      await desk.em.query(
        `insert into alerting.silence (silence_id, rule, municipality, fingerprint, sealed_reason, author, from_at, until_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          randomUUID(),
          rule,
          municipality,
          municipality === null ? fingerprint : null,
          this.cipher.seal(Buffer.from(reason)),
          asker.login,
          now,
          until,
        ],
      );
      desk.state.silences = await silencesInForce(desk.em);
      return this.decide(desk, { asker, alertId, ifMatch, command: { act: 'silence', until } }, now);
    });
  }

  /** Throws not-found when there is no such silence in force. */
  endSilence(asker: Asker, silenceId: string): Promise<void> {
    return this.onDesk(async (desk, now) => {
      if (!/^[0-9a-f-]{36}$/.test(silenceId)) throw new ProblemError('not-found');
      const [, ended] = await desk.em.query(
        'update alerting.silence set ended_at = $2, ended_by = $3 where silence_id = $1 and ended_at is null and until_at > $2',
        [silenceId, now, asker.login],
      );
      if (ended === 0) throw new ProblemError('not-found');
      desk.state.silences = await silencesInForce(desk.em);
      for (const alert of [...desk.state.open.values()].filter((a) => a.silenced)) desk.take([], alerting.subjectOf(alert), now);
    });
  }

  private onDesk<T>(work: (desk: OpenDesk, now: string) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((em) => this.desks.with(em, (desk) => work(desk, this.clock.now().toISOString())));
  }

  private async decide(desk: OpenDesk, { asker, alertId, ifMatch, command }: Act, now: string): Promise<{ alert: AlertView }> {
    const alert = await alertFor(desk.em, asker, alertId);
    if (ifMatch !== null && ifMatch !== alert.revision) {
      throw new ProblemError('version-conflict', 'The alert has changed since it was read', {
        context: { revision: alert.revision, alert },
      });
    }
    const decided = alerting.decideAlert(command, alert, now, `user:${asker.login}`, this.policyAt(now));
    if ('refused' in decided) throw refusals[decided.refused](this.policyAt(now));
    if (decided.drafts.length > 0) desk.take(decided.drafts, alerting.subjectOf(alert), now);
    return { alert: desk.told.findLast((t) => t.alert.alertId === alertId)?.alert ?? alert };
  }
}
