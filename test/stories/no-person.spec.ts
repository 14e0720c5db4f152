// Nobody can be found by their name, number, address or phone in anything that the product keeps, counts, logs or sends: only through a logged read
// by somebody in scope. Four made-up people go through a whole day, and then everything is searched for them.
import type { AddressInfo, Server } from 'node:net';
import { createServer as createHttp } from 'node:http';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#testing';
import { smtpServer, type SmtpServer } from '../../apps/alerting/notices/smtp-server.fixture.ts';
import { Sender, told } from '../../apps/intake/testing/running-intake.ts';
import { built } from '../built.ts';
import { Child, until } from '../child.ts';
import { KEY, TOKEN } from '../running.ts';
import { canaries, found, hidden, numbered, refused, searchDatabase, wordsOf, zebulonia, type Canary } from './canaries.ts';

jest.setTimeout(240_000);

const hour = 3_600_000;
const start = Date.now();
const hl7 = (hoursAgo: number) => `${new Date(start - hoursAgo * hour).toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`;

interface Told {
  readonly control: string;
  readonly person: Canary;
  readonly hoursAgo: number;
  readonly more?: readonly string[];
  readonly pid?: string;
}
const visitOf = ({ number }: Canary) => `KAN-${number.slice(4, 8)}`;
const pidOf = ({ family, given, number, street, phone }: Canary) =>
  `PID|1||${number}^^^&1.2.752.129.2.1.3.1&ISO^PI||${family}^${given}||${number.slice(0, 8)}|F|||${street}^^Falkenberg^^31142^^H^^1382||${phone}`;
const adt = (trigger: string, { control, person, hoursAgo, more = [], pid = pidOf(person) }: Told) =>
  [
    `MSH|^~\\&|REFADT|HSH|SLUSS|HALLAND|${hl7(hoursAgo)}||ADT^${trigger}|${control}|P|2.5.1||||||UNICODE UTF-8`,
    `EVN|${trigger}|${hl7(hoursAgo)}`,
    pid,
    `NK1|1|${person.family}^Anhörig|DOT|${person.street}|${person.phone}`,
    `PV1|1|I|GERI^4^B^HSH||||||||||||||||${visitOf(person)}`,
    ...more,
  ].join('\r') + '\r';

describe('who passes through is found nowhere', () => {
  let database: TestDatabase;
  let mail: SmtpServer;
  let hook: Server;
  let child: Child;
  let url: string;
  let sender: Sender;
  const hooks: string[] = [];
  const said: { as: string; text: string }[] = [];
  let metrics = '';

  const ask = async (as: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const who: Record<string, string> = as === 'operator' ? { authorization: `Bearer ${TOKEN}` } : { cookie: await login(as) };
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { ...who, ...content, ...headers },
      ...(body === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    said.push({ as, text });
    return { status: response.status, text, body: text ? JSON.parse(text) : null };
  };
  const cookies = new Map<string, string>();
  const login = async (as: string) => {
    if (!cookies.has(as)) {
      const response = await fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: as }),
      });
      cookies.set(as, response.headers.get('set-cookie')!.split(';')[0]!);
    }
    return cookies.get(as)!;
  };
  const hear = async (text: string) => {
    sender.send(text);
    return told(await sender.answer());
  };
  const answersTo = (...roles: string[]) =>
    said
      .filter(({ as }) => roles.includes(as))
      .map(({ text }) => text)
      .join('\n');

  beforeAll(async () => {
    const file = await built('test/stories/bare-process.js');
    database = await testDatabase([]);
    mail = await smtpServer();
    hook = createHttp((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        hooks.push(`${JSON.stringify(request.headers)}\n${body}`);
        response.end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    child = new Child(file, {
      DATABASE_URL: database.url,
      PORT: '0',
      MLLP_PORT: '0',
      SLUSS_DEMO: 'on',
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: KEY,
      SLUSS_LOG: 'debug',
      SMTP_URL: mail.url,
      MAIL_TO: 'all=alla@example.org',
      WEBHOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/sluss`,
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 3).toString('base64')}`,
      SLUSS_WEBHOOK_LOOPBACK: 'on',
    });
    url = await child.ready();
    sender = await Sender.to(Number(/^mllp (\d+)$/m.exec(child.stdout)![1]));
  });
  afterAll(async () => {
    sender?.close();
    await child?.kill();
    await mail?.close();
    hook?.close();
    await database?.drop();
  });

  it('a day with four people: over MLLP and JSON, understood and not, found, read, placed and told of', async () => {
    const unit = {
      unitId: 'kobo-1382-ekbacken',
      name: 'Ekbacken',
      kind: 'short-term',
      municipality: '1382',
      places: [{ placeId: 'kobo-1382-ekbacken:1', label: 'Rum 1', features: [] }],
    };
    await ask('operator', 'PUT', 'units/kobo-1382-ekbacken', unit);
    await ask('operator', 'POST', 'places/kobo-1382-ekbacken:1/occupy', {}, { 'if-match': '1' });
    const ready = [`ZUK|UK|${hl7(30)}|KORT||1382`];
    expect(await hear(adt('A01', { control: 'k1', person: zebulonia, hoursAgo: 90 }))).toBe('AA k1');
    expect(await hear(adt('A08', { control: 'k2', person: zebulonia, hoursAgo: 30, more: ready }))).toBe('AA k2');
    expect(await hear(adt('A01', { control: 'k3', person: hidden, hoursAgo: 80, more: ['PD1||||||||||||Y'] }))).toBe('AA k3');
    expect(await hear(adt('A08', { control: 'k4', person: hidden, hoursAgo: 29, more: ready }))).toBe('AA k4');
    // Two people in one message, a name where a number belongs, and nothing that can be read at all.
    expect(
      await hear(
        adt('A01', {
          control: 'k5',
          person: refused,
          hoursAgo: 10,
          pid: `${pidOf(refused).replace('^PI|', `^PI~${numbered.number}^^^SKV^PI|`)}`,
        }),
      ),
    ).toBe('AE k5');
    expect(await hear(adt('A01', { control: 'k6', person: refused, hoursAgo: 10, pid: pidOf(refused).replace(refused.number, '') }))).toBe(
      'AE k6',
    );
    expect(await hear(`${refused.family} ${refused.given} ${refused.number}`)).toMatch(/^AR/);

    const event = (id: string, data: Record<string, unknown>) => ({
      specversion: '1.0',
      id,
      source: '/kommun/1382',
      type: 'se.sluss.PatientAdmitted.v1',
      time: new Date(start - 50 * hour).toISOString(),
      data,
    });
    const patient = { system: '1.2.752.129.2.1.3.1', value: numbered.number };
    const stay = {
      visit: { system: 'kommun', value: visitOf(numbered) },
      location: { facility: 'HSH', unit: 'HSH-GERI', sourceUnit: null, bed: null },
      visitClass: 'inpatient',
      planned: false,
    };
    expect((await ask('operator', 'POST', 'intake/events', event('kj1', { patient, ...stay }))).body.results).toMatchObject([
      { status: 'stored' },
    ]);
    expect(
      (await ask('operator', 'POST', 'intake/events', event('kj2', { patient, ...stay, visitClass: numbered.given }))).status,
    ).toBeLessThan(500);
    expect(
      (await ask('operator', 'POST', 'intake/events', event('kj3', { patient, ...stay, name: `${numbered.family} ${numbered.given}` })))
        .status,
    ).toBeLessThan(500);
    expect((await ask('operator', 'POST', 'intake/events', `{"${numbered.family}": "${numbered.number}`)).status).toBe(400);

    // Both wait, and the home is full: an alert, a mail and a webhook.
    const [alert] = await until(async () => {
      const { items } = (await ask('chef', 'GET', 'alerts?rule=short-term-shortage')).body;
      return items.length > 0 && items[0].count === 2 ? items : null;
    }, 'the alert');
    await ask('chef', 'GET', `alerts/${alert.alertId}`);
    await until(async () => mail.mails.length > 0 && hooks.length > 0, 'mail and webhook');

    const listed = (await ask('samordnare', 'GET', 'journeys?state=all')).body.items;
    expect(listed).toHaveLength(3);
    const own = listed.find((item: { person: { name: string | null } }) => item.person.name === `${zebulonia.family}, ${zebulonia.given}`);
    const secret = listed.find((item: { protectedIdentity: boolean }) => item.protectedIdentity);
    expect(own).toBeDefined();
    expect(secret.person).toMatchObject({ name: null, masked: 'protected' });
    for (const as of ['samordnare', 'placering-1382', 'placering-1383', 'operator']) {
      for (const word of [zebulonia.family, zebulonia.number, hidden.family, hidden.number])
        await ask(as, 'GET', `journeys?state=all&q=${word}`);
      for (const { journeyId } of listed)
        for (const path of ['', '/person', '/access-log', '/match']) await ask(as, 'GET', `journeys/${journeyId}${path}`);
      await ask(as, 'GET', `journeys/${zebulonia.family}`);
      await ask(as, 'GET', 'operator');
      await ask(as, 'GET', 'intake/messages');
    }
    await ask('chef', 'GET', 'journeys?state=all');
    await ask('operator', 'POST', 'intake/retry', {
      ids: (await ask('operator', 'GET', 'intake/messages?status=quarantined')).body.items.map((m: { id: string }) => m.id),
    });
    await ask('operator', 'POST', `journeys/${own.journeyId}/erase-person`, { reason: `${zebulonia.family} ${zebulonia.number}` });
    metrics = await (await fetch(`${url}/metrics`)).text();
    await child.kill('SIGTERM');
  });

  it('somebody in scope did see the name, in a read that is logged', async () => {
    expect(found([zebulonia], answersTo('samordnare')).sort()).toEqual(
      expect.arrayContaining([zebulonia.family, zebulonia.given, zebulonia.number]),
    );
    const [row] = await database.dataSource.query(
      `select count(*)::int as n from persons.access_log where action = 'identity' and login = 'samordnare'`,
    );
    expect(row.n).toBeGreaterThan(0);
  });

  it('nobody out of scope did, and nobody at all the protected person', () => {
    expect(found(canaries, answersTo('operator', 'chef', 'placering-1383'))).toEqual([]);
    expect(found([hidden], said.map(({ text }) => text).join('\n'))).toEqual([]);
  });

  it('no row of any table holds a word of them: events, outboxes, log, alerts, notices, quarantine, access log', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const { findings, tables, rows } = await searchDatabase(client, canaries);
      expect(findings).toEqual([]);
      expect(tables).toBeGreaterThan(40);
      expect(rows).toBeGreaterThan(100);
    } finally {
      await client.end();
    }
  });

  it('no log line, metric, mail or webhook does', () => {
    expect(child.stderr.split('\n').length).toBeGreaterThan(5);
    expect(mail.mails.length).toBeGreaterThan(0);
    expect(found(canaries, child.stdout + child.stderr)).toEqual([]);
    expect(found(canaries, metrics)).toEqual([]);
    expect(found(canaries, JSON.stringify(mail.mails))).toEqual([]);
    expect(found(canaries, hooks.join('\n'))).toEqual([]);
  });

  it('and the search would have found them: in text, in bytes, in JSON, in base64 and in the wrong letters', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('create table intake.planted (note text, bytes bytea, body jsonb)');
      const plant = async (row: { note?: string; bytes?: Buffer; body?: unknown }) => {
        await client.query('truncate intake.planted');
        await client.query('insert into intake.planted values ($1, $2, $3)', [
          row.note ?? null,
          row.bytes ?? null,
          row.body === undefined ? null : JSON.stringify(row.body),
        ]);
        return (await searchDatabase(client, canaries)).findings;
      };
      const ofRefused = (word: string) => expect.arrayContaining([{ where: 'intake.planted', word }]);
      expect(await plant({ note: `x ${refused.family} x` })).toEqual(ofRefused(refused.family));
      expect(await plant({ bytes: Buffer.from(refused.family, 'utf8') })).toEqual(ofRefused(refused.family));
      expect(await plant({ bytes: Buffer.from(refused.family, 'latin1') })).toEqual(ofRefused(refused.family));
      expect(await plant({ body: { deep: [{ phone: refused.phone }] } })).toEqual(ofRefused(refused.phone));
      expect(await plant({ note: Buffer.from(`ab ${refused.given} cd`).toString('base64') })).toEqual(ofRefused(refused.given));
    } finally {
      await client.end();
    }
    for (const word of wordsOf(zebulonia)) expect(found(canaries, `{"msg":"${word.toUpperCase()}"}`)).toContain(word);
  });
});
