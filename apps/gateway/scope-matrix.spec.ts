// Every route of the table, asked by everyone: who is let in, and that a patient of another municipality shows in no answer.
import { type RouteName, routes, type Route, type UserRole } from '#contracts';
import { type GatewayUnderTest, startGateway } from './testing/gateway-app.ts';
import { openStream } from './testing/event-stream.ts';
import { alertView, placeView, requestView, says, unitId, unitView, waiting } from './testing/views.ts';

const now = '2026-11-21T07:05:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();

/** Routes that this role serves; the others are served, and tested, by theirs. */
const served: RouteName[] = [
  ...([
    'session',
    'login',
    'logout',
    'listJourneys',
    'getJourney',
    'getPerson',
    'getAccessLog',
    'getGates',
    'listUnits',
    'getUnit',
    'listAlerts',
  ] as const),
  ...(['stream', 'operator', 'retryDeadLetter', 'erasePerson', 'getPolicy', 'reloadPolicy', 'getRetention', 'verifyEvents'] as const),
  ...(['takenOut', 'presence', 'listViews', 'saveView', 'deleteView', 'chooseView'] as const),
];
const logins: Record<string, UserRole | null> = {
  nobody: null,
  samordnare: 'coordinator',
  'placering-1382': 'placement',
  'placering-1380': 'placement',
  chef: 'manager',
  operator: 'operator',
};

const bodies: Partial<Record<RouteName, unknown>> = {
  login: { login: 'chef' },
  retryDeadLetter: { group: 'none', eventId: '00000000-0000-4000-8000-000000000000' },
  erasePerson: {},
  reloadPolicy: {},
  verifyEvents: {},
  takenOut: { action: 'print', journeyIds: ['j-canary'] },
  presence: { open: true },
  saveView: { name: 'Mina', shared: false, view: {} },
  chooseView: { id: null },
};

describe('who may ask what', () => {
  let gateway: GatewayUnderTest;
  let canary: string;
  beforeAll(async () => {
    gateway = await startGateway(now);
    canary = await gateway.person('194106149021', 'Kanariefågel', 'Kajsa');
    await gateway.knows(
      says.unit(hoursAgo(99), unitView({ unitId: 'kobo-1380-x', municipality: '1380', name: 'Xhemmet' })),
      says.unit(hoursAgo(99), unitView()),
      says.journey(hoursAgo(9), waiting('j-canary', hoursAgo(9), { patientId: canary, municipality: '1380' })),
      says.cause(hoursAgo(9), 'j-canary', 1, 'capacity', 'no-place', '1380'),
      says.both(
        hoursAgo(8),
        'PlaceHeld',
        placeView({
          placeId: 'kobo-1380-x:1',
          unitId: 'kobo-1380-x',
          municipality: '1380',
          status: 'held',
          journeyId: 'j-canary',
          requestId: 'r-j-canary',
          revision: 2,
        }),
        requestView({ journeyId: 'j-canary', municipality: '1380', status: 'held' }),
      ),
      says.alert(hoursAgo(7), 'AlertRaised', alertView({ alertId: 'a-canary', municipality: '1380', journeys: ['j-canary'] })),
    );
  });
  afterAll(() => gateway.stop());

  const pathOf = (route: Route, id: string) => route.path.replace(':id', id);
  const ask = (login: string, name: RouteName, id: string) => {
    const route: Route = routes[name];
    const who = login === 'nobody' ? null : login;
    return route.method === 'GET' ? gateway.get(who, pathOf(route, id)) : gateway.send(who, route.method, pathOf(route, id), bodies[name]);
  };

  const cases = served
    .filter((name) => name !== 'stream')
    .flatMap((name) => Object.entries(logins).map(([login, role]) => ({ name, login, role })));

  it.each(cases)('$name as $login', async ({ name, login, role }) => {
    const route: Route = routes[name];
    const { status, body } = await ask(login, name, 'none');
    if (route.roles === 'public') return expect([200, 204]).toContain(status);
    if (role === null) return expect([status, body.code]).toEqual([401, 'unauthenticated']);
    if (!route.roles.includes(role)) return expect([status, body.code]).toEqual([403, 'forbidden']);
    return expect(status).toBe(route.path.includes(':id') ? 404 : 200);
  });

  it('lets the stream in as the table says', async () => {
    for (const login of Object.keys(logins)) {
      const stream = await openStream(`${gateway.url}/api/v1/stream`, await gateway.headersOf(login === 'nobody' ? null : login));
      expect(stream.response.status).toBe(login === 'nobody' ? 401 : 200);
      stream.close();
    }
  });

  describe('a patient of another municipality', () => {
    const trace = /j-canary|a-canary|Kanarie|Kajsa|19410614|1941\*/;
    const texts = async (login: string) => {
      const answers: string[] = [];
      for (const name of served.filter((n) => routes[n].method === 'GET' && n !== 'stream')) {
        for (const id of ['j-canary', 'kobo-1380-x', unitId]) answers.push((await ask(login, name, id)).text);
      }
      const searches = ['Kanariefågel', 'Kajsa', '194106149021', 'Xhemmet', '1'].map(
        (q) => `/journeys?state=all&q=${encodeURIComponent(q)}`,
      );
      for (const query of [
        ...searches,
        '/journeys?municipality=1380',
        '/journeys?sort=municipality&state=all',
        `/journeys?asOf=${hoursAgo(1)}`,
        '/alerts?state=all',
        `/alerts?asOf=${hoursAgo(1)}`,
      ]) {
        answers.push((await gateway.get(login, query)).text);
      }
      return answers.join('\n');
    };

    it('shows in no answer to it', async () => {
      expect(await texts('placering-1382')).not.toMatch(trace);
      expect(await texts('placering-1315')).not.toMatch(trace);
    });

    it('shows to its own, and by name only to those who may know it', async () => {
      expect(await texts('placering-1380')).toMatch(/j-canary[^]*Kanarie/);
      expect(await texts('samordnare')).toMatch(/Kanarie/);
      for (const login of ['chef', 'operator']) {
        const text = await texts(login);
        expect(text).toContain('j-canary');
        expect(text).not.toMatch(/Kanarie|Kajsa|19410614|1941\*/);
      }
    });

    it('leaves no count behind: totals and facets are of what the asker sees', async () => {
      const { body } = await gateway.get('placering-1382', '/journeys?state=all');
      expect(body).toMatchObject({ total: 0, summary: { waiting: 0 }, facets: { municipality: {}, facility: {} } });
    });
  });

  it('answers a wrong method, an override and an encoded path as unknown', async () => {
    expect((await gateway.send('operator', 'POST', '/journeys/j-canary')).status).toBe(404);
    expect((await gateway.get('operator', '/journeys/..%2f..%2foperator')).status).toBe(404);
    expect((await gateway.get('operator', '/nothing')).body).toMatchObject({ code: 'not-found', status: 404 });
    const overridden = await gateway.get('chef', '/journeys/j-canary', { 'x-http-method-override': 'DELETE' });
    expect(overridden.status).toBe(403);
  });
});
