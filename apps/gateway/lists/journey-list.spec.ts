import { JourneyList } from '#contracts';
import { caseRefOf } from '#domain';
import { type GatewayUnderTest, startGateway } from '../testing/gateway-app.ts';
import { journeyView, placeView, requestView, says, unitId, unitView, waiting, waitOf } from '../testing/views.ts';

const now = '2026-11-21T07:05:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();

describe('the queue', () => {
  let gateway: GatewayUnderTest;
  let agda: string;
  beforeAll(async () => {
    gateway = await startGateway(now);
    agda = await gateway.person('194106149021', 'Åkesson', 'Agda');
    const bert = await gateway.person('193809062392', 'Åkesson', 'Bert');
    const hidden = await gateway.person('195204192398', 'Hemlig', 'Person', true);
    await gateway.knows(
      says.unit(hoursAgo(900), unitView()),
      says.journey(hoursAgo(100), waiting('j-long', hoursAgo(100), { patientId: agda, revision: 3 })),
      says.cause(hoursAgo(99), 'j-long', 1, 'process', 'needs-assessment-missing'),
      says.cause(hoursAgo(90), 'j-long', 2, 'capacity', 'no-place'),
      says.journey(hoursAgo(30), waiting('j-near', hoursAgo(30), { patientId: bert, municipality: '1380', facility: 'HSV' })),
      says.journey(hoursAgo(2), waiting('j-new', hoursAgo(2))),
      says.journey(hoursAgo(5), waiting('j-hidden', hoursAgo(5), { patientId: hidden, protectedIdentity: true })),
      says.cause(hoursAgo(5), 'j-hidden', 1, 'capacity', 'no-place'),
      says.journey(hoursAgo(40), journeyView({ journeyId: 'j-ward' })),
      says.journey(
        hoursAgo(24 * 40),
        journeyView({
          journeyId: 'j-old',
          state: 'closed',
          endedAt: hoursAgo(24 * 40),
          legs: [{ ...journeyView().legs[0]!, startedAt: hoursAgo(24 * 50), endedAt: hoursAgo(24 * 40) }],
        }),
      ),
    );
  });
  afterAll(() => gateway.stop());

  const ids = async (login: string, query: string) =>
    ((await gateway.get(login, `/journeys?${query}`)).body.items as { journeyId: string }[]).map((i) => i.journeyId);

  it('answers in the promised shape, longest wait first, measured now', async () => {
    const { status, body, headers } = await gateway.get('samordnare', '/journeys');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(JourneyList.parse(body)).toEqual(body);
    expect(body.items.map((i: { journeyId: string }) => i.journeyId)).toEqual(['j-long', 'j-near', 'j-hidden', 'j-new', 'j-ward']);
    expect(body.items[0]).toMatchObject({
      waitHours: 100,
      badge: 'over',
      target: 'short-term',
      leg: { unitName: 'avd 11' },
      municipalityName: 'Falkenberg',
    });
    expect(body.items[1].badge).toBe('near');
    expect(body.summary).toEqual({ waiting: 4, over: 1, near: 1, oldestHours: 100, totalHours: 137 });
    expect(body.total).toBe(5);
    expect(body.facets.cause).toEqual({ capacity: 2 });
    expect(body.facets.badge).toEqual({ over: 1, near: 1, within: 2 });
  });

  it('says why in the asker’s language', async () => {
    const swedish = (await gateway.get('samordnare', '/journeys')).body.items[0].cause;
    const english = (await gateway.get('samordnare', '/journeys', { 'accept-language': 'en' })).body.items[0].cause;
    expect(swedish).toMatchObject({
      kind: 'capacity',
      gate: 'no-place',
      text: 'Saknar plats på korttidsboende',
      owner: { name: 'Placering Falkenberg' },
    });
    expect(english.text).toBe('No place in short-term housing');
  });

  it('shows names to those in scope, counts the same family name, and shows nobody to others', async () => {
    const [first] = (await gateway.get('samordnare', '/journeys')).body.items;
    expect(first.person).toEqual({ name: 'Åkesson, Agda', age: 85, personnummerMasked: '1941****-****', masked: null, sameFamilyName: 1 });
    for (const login of ['chef', 'operator']) {
      const { body, text } = await gateway.get(login, '/journeys');
      expect(body.total).toBe(6 - 1);
      expect(text).not.toMatch(/Åkesson|Agda|1941/);
      expect(body.items[0].person.masked).toBe('out-of-scope');
    }
  });

  it('masks a protected person for everyone: no name, age, municipality or place', async () => {
    for (const login of ['samordnare', 'placering-1382', 'chef', 'operator']) {
      const { body, text } = await gateway.get(login, '/journeys');
      const item = body.items.find((i: { journeyId: string }) => i.journeyId === 'j-hidden');
      expect(item).toMatchObject({
        protectedIdentity: true,
        municipality: null,
        municipalityName: null,
        person: { name: null, age: null, masked: 'protected' },
      });
      expect(item.cause).toMatchObject({ chain: [], owner: { organisation: null } });
      expect(JSON.stringify(item)).not.toMatch(/1382|Falkenberg/);
      expect(text).not.toContain('Hemlig');
    }
    expect(await ids('samordnare', 'municipality=1382')).not.toContain('j-hidden');
    expect(await ids('placering-1382', 'municipality=1382')).toContain('j-hidden');
    expect(await ids('samordnare', 'q=Hemlig')).toEqual([]);
  });

  it('keeps each municipality to its own', async () => {
    expect(await ids('placering-1382', 'state=all')).toEqual(['j-long', 'j-hidden', 'j-new', 'j-old', 'j-ward']);
    expect(await ids('placering-1380', 'state=all')).toEqual(['j-near']);
    expect(await ids('placering-1315', 'state=all')).toEqual([]);
  });

  it('lets a municipality see who holds or lives in its places, and only then', async () => {
    const held = placeView({
      placeId: 'kobo-1381-x:1',
      unitId: 'kobo-1381-x',
      municipality: '1381',
      status: 'held',
      journeyId: 'j-near',
      revision: 2,
    });
    expect(await ids('placering-1381', '')).toEqual([]);
    await gateway.knows(
      says.both(
        hoursAgo(1),
        'PlaceHeld',
        held,
        requestView({ journeyId: 'j-near', revision: 2, municipality: '1380', status: 'held', placeId: held.placeId }),
      ),
    );
    expect(await ids('placering-1381', '')).toEqual(['j-near']);
    await gateway.knows(says.place(hoursAgo(1), 'PlaceReopened', { ...held, status: 'free', journeyId: null, revision: 3 }));
    expect(await ids('placering-1381', '')).toEqual([]);
  });

  it('lets a coordinator see the hospital’s patients until thirty days after', async () => {
    expect(await ids('samordnare', 'state=closed')).toEqual([]);
    expect(await ids('chef', 'state=closed')).toEqual(['j-old']);
  });

  it.each([
    ['state=waiting', ['j-long', 'j-near', 'j-hidden', 'j-new']],
    ['state=admitted', ['j-ward']],
    ['state=discharge-ready&facility=HSV', ['j-near']],
    ['municipality=1380', ['j-near']],
    ['cause=capacity', ['j-long', 'j-hidden']],
    ['badge=over', ['j-long']],
    ['target=short-term&badge=within', ['j-hidden', 'j-new']],
    ['unit=HSH-AVD11&state=admitted', ['j-ward']],
    ['sort=waitHours&state=waiting', ['j-new', 'j-hidden', 'j-near', 'j-long']],
    ['sort=municipality', ['j-long', 'j-new', 'j-ward', 'j-near', 'j-hidden']],
  ])('filters and sorts: %s', async (query, expected) => {
    expect(await ids('samordnare', query)).toEqual(expected);
  });

  it('finds a case reference, a ward and a person, with Å in either form', async () => {
    const ref = caseRefOf('j-long');
    expect(await ids('samordnare', `q=${encodeURIComponent(ref)}`)).toEqual(['j-long']);
    expect(await ids('samordnare', `q=${encodeURIComponent(ref.slice(2).toLowerCase())}`)).toEqual(['j-long']);
    expect(await ids('samordnare', 'q=avd%2011&state=admitted')).toEqual(['j-ward']);
    for (const form of ['NFC', 'NFD'] as const) {
      expect(await ids('samordnare', `q=${encodeURIComponent('åkesson agda'.normalize(form))}`)).toEqual(['j-long']);
    }
    expect(await ids('samordnare', 'q=19410614-9021')).toEqual(['j-long']);
    expect(await ids('chef', `q=${encodeURIComponent('Åkesson')}`)).toEqual([]);
    expect(await ids('placering-1380', `q=${encodeURIComponent('Åkesson')}`)).toEqual(['j-near']);
    expect(await ids('samordnare', 'q=%25')).toEqual([]);
  });

  it('pages through all, each once, and refuses a cursor that was altered or belongs to another question', async () => {
    for (const sort of [
      '-waitHours',
      'waitHours',
      'readySince',
      'caseRef',
      '-caseRef',
      'municipality',
      '-municipality',
      'admittedAt',
      '-admittedAt',
    ]) {
      const whole = await ids('samordnare', `sort=${sort}`);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await gateway.get('samordnare', `/journeys?sort=${sort}&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...body.items.map((i: { journeyId: string }) => i.journeyId));
        cursor = body.next;
      }
      expect(seen).toEqual(whole);
    }
    const { next } = (await gateway.get('samordnare', '/journeys?limit=2')).body;
    const altered = `${next.slice(0, -2)}${next.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const path of [
      `?limit=2&cursor=${altered}`,
      `?limit=2&cursor=${next}&state=waiting`,
      '?cursor=x',
      `?cursor=${'A'.repeat(501)}`,
      '?cursor=',
    ]) {
      const answer = await gateway.get('samordnare', `/journeys${path}`);
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'bad-cursor']);
    }
    expect((await gateway.get('placering-1382', `/journeys?limit=2&cursor=${next}`)).body.code).toBe('bad-cursor');
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=501',
    'sort=patient_id',
    'sort=waitHours;drop table',
    'state=x',
    'colour=red',
    'municipality=13821',
    'q=%00',
    'unit=%00',
    'asOf=2026-02-30T00:00:00Z',
    'asOf=2026-11-21',
  ])('refuses %s as a bad request', async (query) => {
    const answer = await gateway.get('samordnare', `/journeys?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
  });

  it('shows one page to all who ask the same, each of them logged, and another one as soon as anything has changed', async () => {
    const logged = async () =>
      Number((await gateway.database.dataSource.query(`select count(*) as n from persons.access_log where journey_id = 'j-long'`))[0].n);
    const before = await logged();
    const [first, second] = [(await gateway.get('samordnare', '/journeys')).body, (await gateway.get('samordnare', '/journeys')).body];
    expect(second).toEqual(first);
    expect(await logged()).toBe(before + 2);
    expect(first.items[0].person.name).toBe('Åkesson, Agda');
    await gateway.person('194106149021', 'Åkesson-Gran', 'Agda');
    expect((await gateway.get('samordnare', '/journeys')).body.items[0].person.name).toBe('Åkesson-Gran, Agda');
    await gateway.person('194106149021', 'Åkesson', 'Agda');
    await gateway.knows(says.cause(hoursAgo(1), 'j-near', 1, 'process', 'needs-assessment-missing'));
    expect((await gateway.get('samordnare', '/journeys')).body.items[1].cause.kind).toBe('process');
  });

  it('logs who was shown, in the list and in a search', async () => {
    const before = Number((await gateway.database.dataSource.query('select max(id) as id from persons.access_log'))[0].id);
    await gateway.get('samordnare', '/journeys?state=waiting&limit=2');
    await gateway.get('samordnare', `/journeys?q=${encodeURIComponent('Åkesson Agda')}`);
    const rows = await gateway.database.dataSource.query(
      'select login, action, journey_id, patient_id from persons.access_log where id > $1 order by id',
      [before],
    );
    expect(rows).toEqual([
      { login: 'samordnare', action: 'list', journey_id: 'j-long', patient_id: agda },
      { login: 'samordnare', action: 'list', journey_id: 'j-near', patient_id: expect.any(String) },
      { login: 'samordnare', action: 'search', journey_id: 'j-long', patient_id: agda },
    ]);
  });

  describe('as it was known at a moment', () => {
    const at = (hours: number, login = 'samordnare') => gateway.get(login, `/journeys?asOf=${hoursAgo(hours)}`);

    it('shows who waited then, measured then, with the cause known then', async () => {
      const then = (await at(95)).body;
      expect(then.at).toBe(hoursAgo(95));
      expect(then.items.map((i: { journeyId: string }) => i.journeyId)).toEqual(['j-long']);
      expect(then.items[0]).toMatchObject({ waitHours: 5, badge: 'within', cause: { gate: 'needs-assessment-missing' } });
      expect((await at(50)).body.items[0]).toMatchObject({ waitHours: 50, cause: { gate: 'no-place' } });
    });

    it('keeps what was known when the case has moved on since', async () => {
      const then = (await at(29)).body;
      await gateway.knows(
        says.journey(hoursAgo(1), {
          ...waiting('j-near', hoursAgo(30), { municipality: '1380', facility: 'HSV', state: 'in-transfer' }),
          revision: 2,
          waits: [waitOf('j-near', hoursAgo(30), { municipality: '1380', to: hoursAgo(1), endedBy: 'moved' })],
        }),
      );
      const again = (await at(29)).body;
      expect(again.items.map((i: { journeyId: string; waitHours: number }) => [i.journeyId, i.waitHours])).toEqual(
        then.items.map((i: { journeyId: string; waitHours: number }) => [i.journeyId, i.waitHours]),
      );
      expect(
        (await gateway.get('samordnare', '/journeys?state=waiting')).body.items.map((i: { journeyId: string }) => i.journeyId),
      ).not.toContain('j-near');
      expect(unitId).toBe('kobo-1382-ekbacken');
    });
  });
});
