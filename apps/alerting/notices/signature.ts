// Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body" with the secret's bytes, written as v1,<base64>.
import { createHmac } from 'node:crypto';

/** `secret` is `whsec_` and 24 to 64 bytes in base64; `at` is the time of this try. */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
