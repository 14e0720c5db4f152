// Sends one notice by SMTP.
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { CONFIG, type Config } from '#platform';
import type { Sent } from './delivery.ts';

const MOST_MS = 10_000;

@Injectable()
export class MailNotifier implements OnModuleDestroy {
  private transport: Transporter | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async send(deliveryId: string, target: string, mail: { subject: string; text: string }): Promise<Sent> {
    if (!this.config.smtpUrl) return { ok: false, lasting: true, error: 'no SMTP server is configured any more' };
    this.transport ??= createTransport(
      {
        url: this.config.smtpUrl,
        connectionTimeout: MOST_MS,
        greetingTimeout: MOST_MS,
        socketTimeout: MOST_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from: this.config.mailFrom },
    );
    try {
      // The same Message-ID on every try: a server that took the first one and lost the connection can tell.
      await this.transport.sendMail({
        to: target,
        messageId: `<${deliveryId}@sluss>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...mail,
      });
      return { ok: true };
    } catch (error) {
      const { responseCode, message } = error as { responseCode?: number; message: string };
      return { ok: false, lasting: (responseCode ?? 0) >= 550 && (responseCode ?? 0) <= 554, error: message.slice(0, 200) };
    }
  }

  onModuleDestroy() {
    this.transport?.close();
  }
}
