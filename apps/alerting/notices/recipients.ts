// Whom notices go to: the settings' addresses, and those of the policy in force. And what signs a webhook.
import { Inject, Injectable } from '@nestjs/common';
import { alerting, noticePolicyAt } from '#domain';
import { CONFIG, newLogger, Policies, type Config } from '#platform';

@Injectable()
export class Recipients {
  private readonly fromSettings: readonly alerting.Recipient[];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Policies) private readonly policies: Policies,
  ) {
    const { recipients, faults } = alerting.readMailTo(config.mailTo);
    if (faults.length) newLogger('alerting.notify').error({ faults }, 'MAIL_TO has parts that cannot be read; they get no mail');
    this.fromSettings = [
      ...recipients,
      ...(config.webhook
        ? [{ channel: 'webhook' as const, target: config.webhook.url, role: null, municipality: null, minSeverity: 1 as const }]
        : []),
    ];
  }

  at(now: string): alerting.Recipient[] {
    const all = [...this.fromSettings, ...noticePolicyAt(this.policies.at(now), now).recipients];
    return this.config.smtpUrl ? all : all.filter((r) => r.channel !== 'mail');
  }

  /** Null when nothing has the address any more. */
  secretFor(url: string, now: string): string | null {
    const named = noticePolicyAt(this.policies.at(now), now).recipients.find((r) => r.channel === 'webhook' && r.target === url);
    const name = named?.channel === 'webhook' ? (named.secret ?? '') : this.config.webhook?.url === url ? '' : null;
    return name === null ? null : (this.config.webhookSecrets.get(name) ?? null);
  }
}
