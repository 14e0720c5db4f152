// Recipients of the policy, reminders while nobody takes an alert on, and an operator who has a notice sent again that was given up.
import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hoursIn, Scene } from '../../../libs/domain/alerting/scene.fixture.ts';
import { shippedPolicy } from '../../../libs/domain/policy/shipped.fixture.ts';
import { startAlerting, type Running } from '../testing.ts';
import { RepeatSweep } from './repeat.sweep.ts';
import { Sender } from './sender.ts';

const secrets = { '': `whsec_${Buffer.alloc(32, 9).toString('base64')}`, drift: `whsec_${Buffer.alloc(32, 8).toString('base64')}` };
let running: Running;
let hook: Server;
let posted: { path: string; id: string; type: string; signedBy: string | null }[];
let status: number;

const signerOf = (headers: Record<string, unknown>, body: string): string | null =>
  Object.entries(secrets).find(([, secret]) => {
    const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'));
    return (
      headers['webhook-signature'] ===
      `v1,${mac.update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')}`
    );
  })?.[0] ?? null;

beforeEach(async () => {
  posted = [];
  status = 204;
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { type } = JSON.parse(body) as { type: string };
      posted.push({ path: request.url!, id: String(request.headers['webhook-id']), type, signedBy: signerOf(request.headers, body) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'sluss-policy-'));
  const recipients = [
    { channel: 'webhook', target: `${url}/drift`, secret: 'drift' },
    { channel: 'webhook', target: `${url}/varberg`, municipality: '1383' },
    { channel: 'webhook', target: `${url}/grave`, minSeverity: 4 },
  ];
  writeFileSync(
    join(folder, 'notices.json'),
    JSON.stringify({ policy: 'notices', entries: [{ ...shippedPolicy.notices[0], recipients }] }),
  );
  running = await startAlerting(hoursIn(4), {
    SLUSS_POLICY: folder,
    WEBHOOK_URL: `${url}/all`,
    WEBHOOK_SECRET: secrets[''],
    WEBHOOK_SECRETS: `drift=${secrets.drift}`,
    SLUSS_WEBHOOK_LOOPBACK: 'on',
  });
}, 60_000);
afterEach(async () => {
  await running.close();
  hook.close();
});

const shortage = () => new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 1, {}, 3.99);
const send = () => running.process.app.get(Sender).sendDue();
const remind = () => running.process.app.get(RepeatSweep).sweep();
const paths = () => posted.map((p) => p.path).sort();

it('goes to every endpoint the policy names for such an alert, each signed with its own secret', async () => {
  await running.tell(shortage());
  await send();
  expect(paths()).toEqual(['/all', '/drift']);
  expect(Object.fromEntries(posted.map((p) => [p.path, p.signedBy]))).toEqual({ '/all': '', '/drift': 'drift' });
});

it('reminds while nobody takes the alert on, as often as the policy says, and not twice though two sweeps run', async () => {
  await running.tell(shortage());
  await send();
  expect(await remind()).toBe(0);
  running.clock.advance(241 * 60_000);
  await Promise.all([remind(), remind()]);
  await send();
  expect(
    posted
      .filter((p) => p.type === 'alert.repeated')
      .map((p) => p.path)
      .sort(),
  ).toEqual(['/all', '/drift']);
  for (let i = 0; i < 10; i++) {
    running.clock.advance(241 * 60_000);
    await remind();
    await send();
  }
  expect(posted.filter((p) => p.type === 'alert.repeated' && p.path === '/all')).toHaveLength(6);
});

it('an alert that somebody has taken on is not repeated', async () => {
  await running.tell(shortage());
  const [row] = await running.query<{ alert_id: string; revision: number }>('select alert_id, revision from alerting.alert');
  expect((await running.call('POST', `alerts/${row!.alert_id}/acknowledge`, {}, { ifMatch: row!.revision, as: 'chef' })).status).toBe(200);
  running.clock.advance(241 * 60_000);
  expect(await remind()).toBe(0);
});

it('what was given up is sent again by the operator: same id, new tries, and the record kept', async () => {
  status = 410;
  await running.tell(shortage());
  await send();
  const { body: list } = await running.call('GET', 'notices?status=given-up');
  expect(list).toMatchObject({ total: 2, next: null });
  const lost = list.items.find((n: { target: string }) => n.target.endsWith('/drift'));
  expect(lost).toMatchObject({
    rule: 'short-term-shortage',
    municipality: '1382',
    record: [{ what: 'given-up', error: 'answered 410 Gone' }],
  });
  expect((await running.call('POST', `notices/${lost.deliveryId}/resend`, {}, { as: 'chef' })).status).toBe(403);
  status = 204;
  const { body } = await running.call('POST', `notices/${lost.deliveryId}/resend`, {});
  expect(body.notice).toMatchObject({ status: 'pending', attempts: 0 });
  await send();
  expect(posted.filter((p) => p.id === lost.deliveryId)).toHaveLength(2);
  const { body: after } = await running.call('GET', `notices?alertId=${lost.alertId}&status=sent`);
  expect(after.items).toMatchObject([
    { deliveryId: lost.deliveryId, attempts: 1, record: [{ what: 'given-up' }, { what: 'sent-again', by: 'operator' }, { what: 'sent' }] },
  ]);
  expect((await running.call('POST', `notices/${lost.deliveryId}/resend`, {})).body.code).toBe('not-in-this-state');
  expect((await running.call('POST', 'notices/none/resend', {})).status).toBe(404);
});

it('lists a page at a time, newest first', async () => {
  await running.tell(shortage());
  await send();
  const { body: first } = await running.call('GET', 'notices?limit=1');
  const { body: second } = await running.call('GET', `notices?limit=1&cursor=${first.next}`);
  expect([first.total, second.next]).toEqual([2, null]);
  expect(first.items[0].deliveryId).not.toBe(second.items[0].deliveryId);
  expect((await running.call('GET', 'notices?cursor=nonsense')).body.code).toBe('bad-cursor');
});
