// From an alert to the mail and the webhook: once each, signed, with one id over all tries, and nobody's name in them.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hoursIn, Scene } from '../../../libs/domain/alerting/scene.fixture.ts';
import { DueSweep } from '../due.sweep.ts';
import { startAlerting, type Running } from '../testing.ts';
import { Sender } from './sender.ts';
import { smtpServer, type SmtpServer } from './smtp-server.fixture.ts';

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
interface Posted {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
let running: Running;
let smtp: SmtpServer;
let hook: Server;
let posted: Posted[];
let answer: { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  posted = [];
  answer = { status: 204 };
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      posted.push({ headers: request.headers, body });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  smtp = await smtpServer();
  running = await startAlerting(hoursIn(4), {
    SMTP_URL: smtp.url,
    MAIL_FROM: 'sluss@example.org',
    MAIL_TO: 'manager=chef@example.org, placement-1382=falkenberg@example.org, placement-1383=varberg@example.org',
    WEBHOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/sluss`,
    WEBHOOK_SECRET: secret,
    SLUSS_WEBHOOK_LOOPBACK: 'on',
  });
}, 60_000);
afterEach(async () => {
  await running.close();
  await smtp.close();
  hook.close();
});

const shortage = () => new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 1, {}, 3.99);
const send = () => running.process.app.get(Sender).sendDue();
const deliveries = () =>
  running.query<{ channel: string; target: string; status: string; attempts: number; error: string | null }>(
    'select * from alerting.delivery order by channel, target, first_at',
  );
/** Written apart from the product, from the specification's words. */
const isSigned = ({ headers, body }: Posted) => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update([headers['webhook-id'], headers['webhook-timestamp'], body].join('.')).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
};

it('tells the team and the manager by mail and the receiver by webhook, once, without any person', async () => {
  await running.tell(shortage());
  await send();
  expect(smtp.mails.map((m) => m.to[0]).sort()).toEqual(['chef@example.org', 'falkenberg@example.org']);
  expect(await send()).toBe(0);
  const text = decodeMail(smtp.mails[0]!.data);
  for (const part of [
    'Flaskhals: korttidsboende Falkenberg',
    '1 väntar, 0 lediga',
    'Ägare: Placering Falkenberg',
    'Vad skulle lösa det?',
    'Ä-',
    '/larm/',
  ])
    expect(text).toContain(part);
  expect(posted).toHaveLength(1);
  expect(isSigned(posted[0]!)).toBe(true);
  expect(JSON.parse(posted[0]!.body)).toMatchObject({
    type: 'alert.raised',
    data: { rule: 'short-term-shortage', count: 1, municipality: '1382' },
  });
  for (const told of [text, posted[0]!.body]) expect(told).not.toMatch(/"anna"|[pw]-anna|\d{8}-\d{4}/);
});

it('shows on the alert what was sent, and where', async () => {
  await running.tell(shortage());
  await send();
  const [row] = await running.query<{ alert_id: string }>('select alert_id from alerting.alert');
  const { body } = await running.call('GET', `alerts/${row!.alert_id}`, undefined, { as: 'chef' });
  expect(body.deliveries.map((d: { target: string; status: string }) => `${d.target} ${d.status}`).sort()).toEqual([
    '127.0.0.1 sent',
    '@example.org sent',
    '@example.org sent',
  ]);
  expect(body.timeline.filter((t: { type: string }) => t.type === 'notified')).toHaveLength(3);
});

it('tries again with the same id until it is taken', async () => {
  answer = { status: 500 };
  smtp.refuseWith = '451 try later';
  await running.tell(shortage());
  await send();
  expect((await deliveries()).map((d) => [d.status, d.attempts])).toEqual([
    ['failed', 1],
    ['failed', 1],
    ['failed', 1],
  ]);
  expect(await send()).toBe(0);
  running.clock.advance(6000);
  await send();
  answer = { status: 200 };
  smtp.refuseWith = null;
  running.clock.advance(31_000);
  await send();
  expect((await deliveries()).map((d) => [d.status, d.attempts, d.error])).toEqual([
    ['sent', 3, null],
    ['sent', 3, null],
    ['sent', 3, null],
  ]);
  expect(new Set(posted.map((p) => p.headers['webhook-id'])).size).toBe(1);
  expect(new Set(posted.map((p) => p.headers['webhook-timestamp'])).size).toBe(3);
  expect(posted.every(isSigned)).toBe(true);
  expect(smtp.mails).toHaveLength(2);
});

it('gives up after three days and says so', async () => {
  answer = { status: 503 };
  await running.tell(shortage());
  for (let i = 0; i < 30; i++) {
    await send();
    running.clock.advance(6 * 3_600_000);
  }
  expect((await deliveries()).find((d) => d.channel === 'webhook')).toMatchObject({ status: 'given-up', error: 'answered 503' });
  const health = (await (await fetch(`${running.url}/health/ready`)).json()) as { checks: Record<string, { ok: boolean }> };
  expect(health.checks.notices).toMatchObject({ ok: true });
});

it('does not follow a redirect, and stops reading an endless answer', async () => {
  answer = { status: 302, headers: { location: 'http://169.254.169.254/' } };
  await running.tell(shortage());
  await send();
  expect((await deliveries()).find((d) => d.channel === 'webhook')).toMatchObject({ status: 'failed', error: 'redirect 302 not followed' });
  answer = { status: 200, body: 'x'.repeat(200_000) };
  running.clock.advance(6000);
  await send();
  expect((await deliveries()).find((d) => d.channel === 'webhook')).toMatchObject({
    status: 'failed',
    error: 'the answer is larger than 64 kB',
  });
  expect(posted).toHaveLength(2);
});

it('sends one notice for one event, though two senders run and the event comes twice', async () => {
  await running.tell(shortage());
  await Promise.all([send(), send(), send()]);
  await running.process.eventing.replay('alerting.notify', { from: 0 });
  await running.settled();
  await send();
  expect([smtp.mails.length, posted.length]).toEqual([2, 1]);
});

it('tells nobody of history, and tells when it is over only those who were told', async () => {
  running.clock.set(hoursIn(4 + 24 * 10));
  await running.tell(shortage().frees('ekbacken:1', 60).movesAway('anna', 61));
  await running.process.app.get(DueSweep).sweep();
  await running.process.app.get(DueSweep).sweep();
  await running.settled();
  expect(await running.types()).toContain('AlertResolved');
  expect(await deliveries()).toEqual([]);
});

it('takes a receiver at its word that is gone for good', async () => {
  answer = { status: 410 };
  await running.tell(shortage());
  await send();
  expect((await deliveries()).find((d) => d.channel === 'webhook')).toMatchObject({ status: 'given-up', attempts: 1 });
});

/** Quoted-printable and base64 bodies to text, as far as these mails need it. */
function decodeMail(data: string): string {
  const [head, ...rest] = data.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/base64/i.test(head!)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return /quoted-printable/i.test(head!) ? Buffer.from(bytes, 'latin1').toString('utf8') : body;
}
