// What odd and broken requests get: a clear answer as problem+json, nothing kept that should not be, and a product that goes on as before.
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Problem } from '#contracts';
import { COOKIE, deriveKey, EndedSessions, newFastifyAdapter } from '#platform';
import { officialTestNumbers } from '#simulator';
import { recorded } from '../stories/recording.ts';
import { registerFalkenberg, EKBACKEN, HAMNVAKTEN, takeUp } from '../stories/town.ts';
import { KEY, RunningSluss, TOKEN, type Answer, type Asking } from '../running.ts';

jest.setTimeout(120_000);

let sluss: RunningSluss;
let siv: string;

beforeAll(async () => {
  sluss = await RunningSluss.start('2026-11-01T08:00:00.000Z');
  await registerFalkenberg(sluss);
  await sluss.hears(
    recorded('one-place-too-few.hl7').filter(({ controlId }) => controlId < 'H0007' || (controlId >= 'V0001' && controlId < 'V0005')),
  );
  const { items } = await sluss.get('journeys?state=discharge-ready&sort=readySince', 'samordnare');
  siv = items[0].journeyId;
});
afterAll(() => sluss.stop());

// Whatever came before, the next asker is served and the database is as sound as it was.
afterEach(async () => {
  expect((await fetch(`${sluss.process.url}/health/ready`)).status).toBe(200);
  expect((await sluss.get('journeys?state=all', 'samordnare')).total).toBe(2);
});

const raw = async (path: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(`${sluss.process.url}/api/v1/${path}`, init);
  const text = await response.text();
  const body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null;
  return { status: response.status, text, body, headers: response.headers };
};
const bearer = { authorization: `Bearer ${TOKEN}` };
const json = { ...bearer, 'content-type': 'application/json' };

/** A refusal in the promised shape: code and status agree, and nothing of our insides is told. */
function expectProblem(answer: Answer, status: number | readonly number[], code?: string): void {
  expect([status].flat()).toContain(answer.status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Problem.parse(answer.body).status).toBe(answer.status);
  if (code) expect(answer.body.code).toBe(code);
  expect(answer.text).not.toMatch(/node_modules|\bat .+\.(ts|js):\d+|select |insert |syntax error|relation "/i);
}

const event = (data: unknown, more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `bad-${Math.random()}`,
  source: '/prov',
  type: 'se.sluss.SupportNeedAssessed.v1',
  time: '2026-11-10T10:00:00+01:00',
  data,
  ...more,
});
const assess = (more: Record<string, unknown> = {}) => ({
  journeyId: siv,
  targets: ['short-term'],
  municipality: '1382',
  needs: [],
  ...more,
});
const statusOf = (answer: Answer) => answer.body.results[0].status;
const tell = (body: unknown, asking?: Asking) => sluss.ask('POST', 'intake/events', body, asking);

describe('bodies', () => {
  it('empty, of the wrong kind, or cut off', async () => {
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: '' }), [400, 422]);
    expectProblem(
      await raw('intake/events', { method: 'POST', headers: { ...bearer, 'content-type': 'application/xml' }, body: '<a/>' }),
      415,
      'unsupported-media-type',
    );
    expectProblem(await raw('intake/events', { method: 'POST', headers: { ...bearer, 'content-type': 'text/plain' }, body: '{}' }), 415);
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: '{"id": "x", "da' }), 400, 'malformed-json');
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: 'null' }), [400, 422]);
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: '"text"' }), [400, 422]);
  });

  it('far too large, far too deep, far too many', async () => {
    expectProblem(
      await raw('intake/events', { method: 'POST', headers: json, body: Buffer.alloc(50 * 1024 * 1024, 'a') }).catch(cutOff),
      413,
    );
    const deep = `{"a":`.repeat(10_000) + '1' + '}'.repeat(10_000);
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: deep }), [400, 413, 422]);
    const many = `[${'1,'.repeat(999_999)}1]`;
    expectProblem(await raw('intake/events', { method: 'POST', headers: json, body: many }), [400, 413, 422]);
  });

  it('with keys twice, or keys that reach for the prototype', async () => {
    for (const body of [
      `{"__proto__": {"polluted": true}, "placeId": "x"}`,
      `{"constructor": {"prototype": {"polluted": true}}, "placeId": "x"}`,
    ]) {
      expectProblem(await raw(`requests/nobody/hold`, { method: 'POST', headers: { ...json, 'if-match': '1' }, body }), [400, 422]);
    }
    const twice = await raw(`requests/nobody/hold`, {
      method: 'POST',
      headers: { ...json, 'if-match': '1' },
      body: '{"placeId": "a", "placeId": "b"}',
    });
    expectProblem(twice, [404, 422]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('with numbers that are none', async () => {
    const capacity = (text: string) =>
      raw(`units/${EKBACKEN}/capacity`, { method: 'POST', headers: json, body: `{"places": ${text}, "occupied": 1}` });
    for (const text of ['1e400', '9007199254740993', '"1"', '-1', '1.5', 'true', 'null'])
      expectProblem(await capacity(text), 422, 'invalid');
    expectProblem(await capacity('NaN'), 400, 'malformed-json');
    expect((await capacity('-0')).status).toBe(200);
    const answer = await capacity('"1"');
    expect(answer.body.errors).toEqual([{ pointer: '/places', detail: expect.any(String) }]);
  });

  it('with letters that are none', async () => {
    const name = (text: string) =>
      sluss.ask('PUT', 'units/kobo-1382-udda', {
        unitId: 'kobo-1382-udda',
        name: text,
        kind: 'short-term',
        municipality: '1382',
        places: [],
      });
    expectProblem(await name('a\0b'), 422);
    expectProblem(await name('   '), 422);
    expectProblem(await name('x'.repeat(1_000_000)), 422);
    const lone = await raw('units/kobo-1382-udda', {
      method: 'PUT',
      headers: json,
      body: '{"unitId":"kobo-1382-udda","name":"a\\ud800b","kind":"short-term","municipality":"1382"}',
    });
    expectProblem(lone, 422);
    // Right-to-left marks are letters like others: kept as they came.
    expect((await name('Ek\u202ebacken')).status).toBe(200);
    await sluss.settled();
    const { items } = await sluss.get('units?municipality=1382&kind=short-term');
    expect(items.map((unit: { name: string }) => unit.name)).toContain('Ek\u202ebacken');
  });

  it('a name is found however its Å was typed', async () => {
    for (const form of ['NFC', 'NFD'] as const) {
      const { total } = await sluss.get(`journeys?state=all&q=${encodeURIComponent('Åberg'.normalize(form))}`, 'samordnare');
      expect(total).toBe(1);
    }
  });
});

describe('times', () => {
  it('that are no days, or say no zone', async () => {
    for (const time of [
      '2026-02-30T10:00:00Z',
      '2026-11-10T24:00:00Z',
      '2026-11-10T10:00:00',
      '2026-13-01T10:00:00Z',
      '2026-11-10',
      'yesterday',
    ]) {
      const answer = await tell(event(assess(), { time }));
      expectProblem(answer, 422, 'invalid');
      expect(answer.body.errors.some(({ pointer }: { pointer: string }) => pointer.endsWith('/time') || pointer === '/')).toBe(true);
    }
    for (const asOf of ['2026-02-30T10:00:00Z', 'now', '2026-11-10'])
      expectProblem(await sluss.ask('GET', `journeys?asOf=${asOf}`), 400, 'bad-request');
  });

  it('of another age are refused by name, and the hour that does not exist has a rule', async () => {
    for (const time of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const answer = await tell(event(assess(), { time }));
      expect([202, 422]).toContain(answer.status);
      if (answer.status === 202)
        expect(answer.body.results).toMatchObject([{ status: 'refused', reason: expect.stringContaining('time') }]);
    }
    // With its zone written out every instant exists.
    expect(statusOf(await tell(event(assess(), { time: '2026-03-29T02:30:00+01:00' })))).toBe('stored');
  });

  it('an end before its beginning names both', async () => {
    const { request } = await sluss.get(`journeys/${siv}/match`);
    const answer = await sluss.ask(
      'POST',
      `requests/${request.requestId}/hold`,
      { placeId: `${EKBACKEN}:1`, until: '2026-11-01T00:00:00Z' },
      { ifMatch: request.revision },
    );
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors).toEqual([{ pointer: '/until', detail: expect.stringMatching(/2026-11-01.*2026-11-17/) }]);
  });
});

describe('times that cannot follow each other', () => {
  const patient = { system: '1.2.752.129.2.1.3.1', value: officialTestNumbers[0]! };
  const visit = { system: 'prov', value: 'T1' };
  const location = { facility: 'HSH', unit: null, sourceUnit: null, bed: null };
  const admitted = (time: string, more: Record<string, unknown> = {}) =>
    event({ patient, visit, location, visitClass: 'inpatient', planned: false, ...more }, { type: 'se.sluss.PatientAdmitted.v1', time });
  const discharged = (time: string) =>
    event({ patient, visit, destination: null, destinationUnit: null, deceased: false }, { type: 'se.sluss.PatientDischarged.v1', time });
  const leave = (time: string, expectedReturnAt: string) =>
    event({ patient, visit, expectedReturnAt }, { type: 'se.sluss.LeaveStarted.v1', time });
  const stored = async () => (await sluss.rows('select count(*)::int as n from intake.message'))[0]!.n;

  it.each([
    [
      'a discharge before its admission',
      [admitted('2026-11-10T10:00:00+01:00'), discharged('2026-11-09T10:00:00+01:00')],
      '/1/time',
      ['2026-11-09T10:00:00+01:00', '2026-11-10T10:00:00+01:00'],
    ],
    [
      'a return before the leave',
      leave('2026-11-10T10:00:00+01:00', '2026-11-10T08:59:00.000Z'),
      '/data/expectedReturnAt',
      ['2026-11-10T08:59:00.000Z', '2026-11-10T10:00:00+01:00'],
    ],
    [
      'an admission before the birth',
      admitted('1850-01-01T10:00:00+01:00'),
      '/time',
      ['1850-01-01T10:00:00+01:00', `${officialTestNumbers[0]!.slice(0, 4)}-`],
    ],
  ])('%s: refused with both, and nothing of it is taken', async (_, body, pointer, both) => {
    const before = await stored();
    const answer = await tell(body);
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
    for (const value of both) expect(answer.body.errors[0].detail).toContain(value);
    expect(await stored()).toBe(before);
  });
});

describe('identity numbers', () => {
  it('of every kind are taken in or refused, and never bring anything down', async () => {
    const numbers = [
      '193001016594',
      '209912312384',
      '300101+6595',
      `${officialTestNumbers[0]!.slice(0, 6)}61${officialTestNumbers[0]!.slice(8)}`,
      '19300101T595',
      '',
      '1',
      'å'.repeat(200),
    ];
    for (const value of numbers) {
      const told = { patient: { system: '1.2.752.129.2.1.3.1', value }, visit: { system: 'prov', value: 'P1' } };
      const answer = await tell(event(told, { type: 'se.sluss.LeaveEnded.v1' }));
      expect([202, 422]).toContain(answer.status);
      if (answer.status === 202) expect(['stored', 'duplicate', 'refused', 'quarantined']).toContain(statusOf(answer));
      expect(answer.text).not.toContain(value === '' || value === '1' ? 'stack' : value);
    }
  });
});

describe('whose it is', () => {
  const without = ({ body: { requestId: _requestId, ...rest } }: Answer) => rest;

  it('an id that is unknown, foreign or impossible gets the same answer', async () => {
    const answers = await Promise.all(
      [siv, 'j-nobody', '%00', '..%2f..%2fetc%2fpasswd', "'%20or%201=1--", 'x'.repeat(150)].map((id) =>
        sluss.ask('GET', `journeys/${id}`, undefined, { as: 'placering-1315' }),
      ),
    );
    for (const answer of answers) {
      expectProblem(answer, 404, 'not-found');
      expect(without(answer)).toEqual(without(answers[0]!));
    }
  });

  it('no token, a wrong one, a signed one of somebody else’s, and the wrong role', async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"operator"}').toString('base64url')}.`;
    const askers: Record<string, string>[] = [
      {},
      { authorization: 'Bearer ' },
      { authorization: 'Bearer x' },
      { authorization: `Bearer ${none}` },
      { authorization: `Basic ${TOKEN}` },
      { cookie: 'sluss_session=e30.e30' },
    ];
    for (const headers of askers) {
      const answer = await raw('journeys', { headers });
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.body.detail).toBeUndefined();
    }
    expectProblem(await sluss.ask('GET', 'intake/messages', undefined, { as: 'samordnare' }), 403, 'forbidden');
    expectProblem(await sluss.ask('GET', `journeys/${siv}`, undefined, { as: 'chef' }), 403, 'forbidden');
  });

  it('a session that is changed, signed by another, too old, from the future, or logged out of', async () => {
    const key = (master: string, token: string) =>
      createHmac('sha256', deriveKey(Buffer.from(master, 'base64'), 'sessions'))
        .update(token)
        .digest();
    const MINUTE = 60_000;
    const now = Date.now();
    /** As the product writes it. */
    const cookie = (claims: Record<string, unknown>, signing = key(KEY, TOKEN)) => {
      const body = Buffer.from(JSON.stringify({ id: 'one', login: 'samordnare', issued: now, seen: now, ...claims })).toString('base64url');
      return { cookie: `${COOKIE}=${body}.${createHmac('sha256', signing).update(body).digest('base64url')}` };
    };
    const list = (headers: Record<string, string>) => raw('journeys', { headers });
    const closed = async (headers: Record<string, string>) => {
      const answer = await list(headers);
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.body.detail).toBeUndefined();
    };
    expect((await list(cookie({}))).status).toBe(200);
    expect((await list(cookie({ issued: now - 11 * 60 * MINUTE, seen: now - 59 * MINUTE }))).status).toBe(200);

    const [good = ''] = [cookie({}).cookie];
    const forged = Buffer.from(JSON.stringify({ id: 'one', login: 'operator', issued: now, seen: now })).toString('base64url');
    await closed({ cookie: good.replace(/=[^.]+/, `=${forged}`) });
    await closed({ cookie: `${good.slice(0, -2)}xx` });
    await closed({ cookie: good.replace(/\..*/, '.') });
    await closed(cookie({}, key(Buffer.alloc(32, 8).toString('base64'), TOKEN)));
    await closed(cookie({}, key(KEY, 'the-token-before-it-was-changed-0123456789')));
    await closed(cookie({ seen: now - 61 * MINUTE }));
    await closed(cookie({ issued: now - 12 * 60 * MINUTE - MINUTE }));
    await closed(cookie({ issued: now + 5 * MINUTE, seen: now + 5 * MINUTE }));
    await closed(cookie({ login: 'nobody-any-more' }));
    await closed(cookie({ id: undefined }));
  });

  it('a copy of the cookie is worth nothing after log-out, here or in another process', async () => {
    const login = await raw('session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"login":"samordnare"}' });
    const copy = { cookie: login.headers.get('set-cookie')!.split(';')[0]! };
    expect((await raw('journeys', { headers: copy })).status).toBe(200);
    const elsewhere = new EndedSessions(sluss.process.dataSource);
    await elsewhere.read();
    const { id } = JSON.parse(Buffer.from(copy.cookie.split(/[=.]/)[1]!, 'base64url').toString());
    expect(elsewhere.has(id)).toBe(false);

    expect((await raw('session', { method: 'DELETE', headers: copy })).status).toBe(204);
    expectProblem(await raw('journeys', { headers: copy }), 401, 'unauthenticated');
    await elsewhere.read();
    expect(elsewhere.has(id)).toBe(true);
    // Others who are logged in by the same name stay so.
    expect((await sluss.ask('GET', 'journeys', undefined, { as: 'samordnare' })).status).toBe(200);
  });

  it('a page of somebody else’s cannot act in the name of who is logged in', async () => {
    const foreign: Record<string, string>[] = [{ origin: 'https://elak.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }];
    for (const headers of foreign) {
      const answer = await sluss.ask('POST', `requests/w/hold`, { placeId: 'x' }, { as: 'placering-1382', ifMatch: 1, headers });
      expectProblem(answer, 403, 'wrong-origin');
    }
  });
});

describe('acting twice, or on what has changed', () => {
  it('the same key with the same body gets the same answer, with another it is refused', async () => {
    const { request } = await sluss.get(`journeys/${siv}/match`);
    const hold = (placeId: string) =>
      sluss.ask(
        'POST',
        `requests/${request.requestId}/hold`,
        { placeId },
        { ifMatch: request.revision, headers: { 'idempotency-key': 'one-hold' } },
      );
    const first = await hold(`${EKBACKEN}:1`);
    expect(first.status).toBe(200);
    const again = await hold(`${EKBACKEN}:1`);
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([200, first.body, 'true']);
    expectProblem(await hold(`${EKBACKEN}:2`), 409, 'idempotency-key-reused');
    await sluss.does('POST', `requests/${request.requestId}/release`, {}, { ifMatch: first.body.request.revision });
  });

  it('a revision that is old, missing, or none', async () => {
    const { request } = await sluss.get(`journeys/${siv}/match`);
    const hold = (headers: Record<string, string>) =>
      sluss.ask('POST', `requests/${request.requestId}/hold`, { placeId: `${EKBACKEN}:1` }, { headers });
    const stale = await hold({ 'if-match': `"${request.revision - 1}"` });
    expectProblem(stale, 412, 'version-conflict');
    expect(stale.body.context).toMatchObject({ revision: request.revision });
    expectProblem(await hold({}), 428, 'precondition-required');
    expectProblem(await hold({ 'if-match': '*' }), 400, 'bad-request');
  });

  it('a place that is taken, closed, of the wrong kind or another municipality’s', async () => {
    await takeUp(sluss, `${EKBACKEN}:2`);
    const abroad = {
      unitId: 'kobo-1380-annan',
      name: 'Annan',
      kind: 'short-term',
      municipality: '1380',
      places: [{ placeId: 'kobo-1380-annan:1', label: '1', features: [] }],
    };
    const shut = {
      unitId: 'kobo-1382-stangd',
      name: 'Stängd',
      kind: 'short-term',
      municipality: '1382',
      places: [{ placeId: 'kobo-1382-stangd:1', label: '1', features: [] }],
    };
    for (const unit of [abroad, shut]) await sluss.does('PUT', `units/${unit.unitId}`, unit);
    await sluss.does('POST', 'places/kobo-1382-stangd:1/close', { reason: 'staffing' }, { ifMatch: 1 });
    const { request } = await sluss.get(`journeys/${siv}/match`);
    const hold = (placeId: string) => sluss.ask('POST', `requests/${request.requestId}/hold`, { placeId }, { ifMatch: request.revision });
    expectProblem(await hold(`${EKBACKEN}:2`), 409, 'place-taken');
    expectProblem(await hold('kobo-1382-stangd:1'), 409, 'place-closed');
    expectProblem(await hold('kobo-1380-annan:1'), 403, 'place-other-municipality');
    const wrong = await sluss.rows(
      `select count(*)::int as n from placement.request where request_id = $1 and view->'kinds' ? 'special-housing'`,
      [request.requestId],
    );
    expectProblem(await hold('nowhere:1'), 404, 'not-found');
    if (wrong[0]!.n === 0) expectProblem(await hold(`${HAMNVAKTEN}:1`), 409, 'place-wrong-kind');
  });
});

describe('lists', () => {
  it('pages of no size, of any size, and a cursor that was changed', async () => {
    for (const limit of ['0', '-1', '1000000000', 'ten', '1e2', ''])
      expectProblem(await sluss.ask('GET', `journeys?limit=${limit}`), 400, 'bad-request');
    const { next } = await sluss.get('journeys?state=all&limit=1');
    expect(next).toEqual(expect.any(String));
    for (const cursor of ['x', `${next.slice(0, -2)}xx`, Buffer.from('{"o":1}').toString('base64url'), 'a'.repeat(600)])
      expectProblem(await sluss.ask('GET', `journeys?state=all&limit=1&cursor=${cursor}`), 400, 'bad-cursor');
    expectProblem(await sluss.ask('GET', 'journeys?state=all&limit=1&cursor=%00'), 400);
  });

  it('sorted or filtered by what is no column, and letters that mean something to databases and patterns', async () => {
    for (const query of [
      'sort=patientId',
      'sort=waitHours;drop table',
      'order=asc',
      'state=everything',
      'municipality=138',
      "municipality=1382'--",
      'limit=1&limit=2',
    ])
      expectProblem(await sluss.ask('GET', `journeys?${query}`), 400, 'bad-request');
    for (const q of ["'; drop table gateway.journey; --", '%', '_', '(a+)+$'.repeat(20), '\\', '"', 'ä'.repeat(100), '.*', '$1'])
      expect((await sluss.ask('GET', `journeys?state=all&q=${encodeURIComponent(q)}`, undefined, { as: 'samordnare' })).status).toBe(200);
    expectProblem(await sluss.ask('GET', `journeys?q=${encodeURIComponent('a\0b')}`, undefined, { as: 'samordnare' }), [400]);
    expectProblem(await sluss.ask('GET', `journeys?q=${'x'.repeat(201)}`), 400, 'bad-request');
  });
});

describe('the wire', () => {
  const { hostname, port } = { hostname: '127.0.0.1', port: () => Number(new URL(sluss.process.url).port) };
  /** What a raw connection gets for these bytes, until it is closed. */
  const wire = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port(), hostname, () => socket.write(text));
      let got = '';
      socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(got));
    });
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

  it('a cookie the size of a book, two hosts, two lengths, a length and chunks', async () => {
    expect([400, 431]).toContain(
      status(await wire(`GET /api/v1/journeys HTTP/1.1\r\nHost: a\r\nCookie: a=${'x'.repeat(100_000)}\r\n\r\n`)),
    );
    expect(status(await wire('GET /api/v1/journeys HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'))).toBe(400);
    const smuggled =
      'POST /api/v1/intake/events HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await wire(smuggled);
    expect([status(answer), answer.match(/HTTP\/1\.1/g)?.length]).toEqual([400, 1]);
    expect(status(await wire('GET / HTTP/9.9\r\nHost: a\r\n\r\n'))).toBeGreaterThanOrEqual(400);
    expect(status(await wire('\x00\x01\x02 nonsense\r\n\r\n'))).toBe(400);
  });

  it('a header or a body that never ends keeps nobody else waiting, and is cut off', async () => {
    const head = wire('GET /api/v1/journeys HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const body = wire(
      `POST /api/v1/intake/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":`,
    );
    expect((await sluss.ask('GET', 'journeys')).status).toBe(200);
    expect([0, 408]).toContain(status(await head));
    expect([0, 408]).toContain(status(await body));
  }, 90_000);

  const verb = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; type: string }>((resolve, reject) => {
      const sent = httpRequest({ host: hostname, port: port(), method, path, headers: { ...bearer, ...headers } }, (response) => {
        response.resume().on('end', () => resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '' }));
      });
      sent.on('error', reject).end();
    });

  it('a method that is none here, one in disguise, and paths that climb', async () => {
    for (const method of ['TRACE', 'PATCH', 'DELETE', 'PROPFIND'])
      expect([400, 404, 405, 501]).toContain((await verb(method, '/api/v1/journeys')).status);
    const disguised = await verb('GET', `/api/v1/silences/x`, { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' });
    expect([404, 405]).toContain(disguised.status);
    for (const path of [
      '/api/v1/..%2f..%2fetc/passwd',
      '/api/v1/journeys/..%252f..%252fetc',
      '/api/v1/%2e%2e/metrics',
      '/api/v1/nothing',
      '/api/v1/journeys//x',
      '/api/v1/%',
    ])
      expect([400, 404]).toContain((await verb('GET', path)).status);
    for (const path of ['/../../etc/passwd', '/assets/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd']) {
      const { status: found, type } = await verb('GET', path);
      // The single page answers where a person could have meant one of its own; never a file from elsewhere.
      expect(found === 200 ? type : 'text/html').toMatch(/text\/html/);
    }
  });
});

describe('one client that asks without end', () => {
  it('is refused past its share, with word of when to come again, and the others are served', async () => {
    const share = 50;
    const fastify = newFastifyAdapter(sluss.process.config, share).getInstance();
    fastify.get('/here', async () => ({ ok: true }));
    const ask = (remoteAddress: string) => fastify.inject({ url: '/here', remoteAddress });
    const answers = [];
    // Twice the share and one more: whenever the count begins anew in between, one of the two parts is too long.
    for (let n = 0; n <= 2 * share; n++) answers.push(await ask('192.0.2.1'));
    const refusal = answers.find(({ statusCode }) => statusCode === 429)!;
    expect(refusal.headers).toMatchObject({ 'retry-after': '10', 'content-type': expect.stringMatching(/^application\/problem\+json/) });
    expect(refusal.json()).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect((await ask('192.0.2.2')).statusCode).toBe(200);
    await fastify.close();
  });
});

/** The server answers and hangs up while we are still sending: some clients see the one, some the other. */
function cutOff(error: unknown): Answer {
  const code = (error as { cause?: { code?: string } }).cause?.code;
  if (!['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(code ?? '')) throw error;
  const body = { type: 'about:blank#payload-too-large', title: '', status: 413, code: 'payload-too-large' };
  return { status: 413, text: '', body, headers: new Headers({ 'content-type': 'application/problem+json' }) };
}
