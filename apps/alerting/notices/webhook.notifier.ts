// Sends one notice to a webhook: signed, to the judged address, without following redirects, and reading no more of the answer than it must.
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, CONFIG, type Clock, type Config } from '#platform';
import { destinationOf, systemResolve, type Destination, type Resolve } from './safe-address.ts';
import { Recipients } from './recipients.ts';
import { signedHeaders } from './signature.ts';
import type { Sent } from './delivery.ts';

const MOST_BYTES = 64 * 1024;
const MOST_MS = 10_000;
export const RESOLVE = Symbol('Resolve');

@Injectable()
export class WebhookNotifier {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Recipients) private readonly recipients: Recipients,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RESOLVE) private readonly resolve: Resolve = systemResolve,
  ) {}

  async send(deliveryId: string, target: string, body: string): Promise<Sent> {
    const secret = this.recipients.secretFor(target, this.clock.now().toISOString());
    if (!secret) return { ok: false, lasting: true, error: 'no webhook with this address is configured any more' };
    const destination = await destinationOf(target, this.config.webhookLoopback, this.resolve);
    if (!destination.ok) return { ok: false, lasting: true, error: `refused: ${destination.why}` };
    const headers = {
      ...signedHeaders(secret, deliveryId, this.clock.now(), body),
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'sluss',
    };
    return verdictOn(await post(destination, headers, body));
  }
}

function verdictOn(status: number): Sent {
  if (status >= 200 && status < 300) return { ok: true };
  // 410 Gone: the receiver asks to be left alone.
  if (status === 410) return { ok: false, lasting: true, error: 'answered 410 Gone' };
  return { ok: false, lasting: false, error: status >= 300 && status < 400 ? `redirect ${status} not followed` : `answered ${status}` };
}

function post({ url, address }: Extract<Destination, { ok: true }>, headers: Record<string, string>, body: string): Promise<number> {
  const request = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(MOST_MS);
    const options = {
      method: 'POST',
      host: address,
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      ...(url.protocol === 'https:' ? { servername: url.hostname.replace(/^\[|\]$/g, '') } : {}),
      agent: false,
      signal,
    };
    const sending = request(options, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) sending.destroy(new Error('the answer is larger than 64 kB'));
      });
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    sending.on('error', (error) => reject(signal.aborted ? new Error('no answer within 10 s') : error));
    sending.end(body);
  });
}
