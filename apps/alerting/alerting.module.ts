import { Module } from '@nestjs/common';
import { alertPolicyAt, placementPolicyAt, type alerting } from '#domain';
import { EventStore } from '#eventing';
import { Policies } from '#platform';
import { AlertActs } from './alert-acts.ts';
import { AlertReading } from './alert-reading.ts';
import { AlertsController } from './alerts.controller.ts';
import { ALERT_POLICY, DESK_POLICIES, DeskStore } from './desk.store.ts';
import { DueSweep } from './due.sweep.ts';
import { Naming } from './naming.ts';
import { MailNotifier } from './notices/mail.notifier.ts';
import { Notices } from './notices/notice-list.ts';
import { NoticesController } from './notices/notices.controller.ts';
import { NotifyConsumer } from './notices/notify.consumer.ts';
import { Recipients } from './notices/recipients.ts';
import { RepeatSweep } from './notices/repeat.sweep.ts';
import { systemResolve } from './notices/safe-address.ts';
import { Sender } from './notices/sender.ts';
import { RESOLVE, WebhookNotifier } from './notices/webhook.notifier.ts';
import { SilenceList } from './silence-list.ts';
import { SituationConsumer } from './situation.consumer.ts';

@Module({
  controllers: [AlertsController, NoticesController, SituationConsumer, NotifyConsumer],
  providers: [
    AlertActs,
    AlertReading,
    DeskStore,
    DueSweep,
    Naming,
    MailNotifier,
    Notices,
    Recipients,
    RepeatSweep,
    Sender,
    SilenceList,
    WebhookNotifier,
    { provide: ALERT_POLICY, inject: [Policies], useFactory: (policies: Policies) => (at: string) => alertPolicyAt(policies.at(at), at) },
    {
      provide: DESK_POLICIES,
      inject: [ALERT_POLICY, Policies],
      useFactory: (alerts: alerting.AlertPolicyAt, policies: Policies): alerting.DeskPolicies => ({
        alerts,
        queue: (municipality, at) => placementPolicyAt(policies.at(at), municipality, at),
      }),
    },
    { provide: RESOLVE, useValue: systemResolve },
    { provide: EventStore, useFactory: () => new EventStore('alerting') },
  ],
})
export class AlertingModule {}
