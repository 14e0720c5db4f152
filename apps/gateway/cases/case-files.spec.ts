import { JourneyDetail } from '#contracts';
import { type GatewayUnderTest, startGateway } from '../testing/gateway-app.ts';
import { causeOf, journeyView, requestView, says, unitView, waiting, waitOf } from '../testing/views.ts';

// A Saturday morning: the on-call physicians answer.
const now = '2026-11-21T07:05:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();

describe('a case', () => {
  let gateway: GatewayUnderTest;
  let agda: string;
  let hidden: string;
  beforeAll(async () => {
    gateway = await startGateway(now);
    agda = await gateway.person('194106149021', 'Åkesson', 'Agda');
    hidden = await gateway.person('195204192398', 'Hemlig', 'Person', true);
    const view = waiting('j-agda', hoursAgo(100), { patientId: agda, revision: 2, noticeSentAt: hoursAgo(200), homeReady: ['medicines'] });
    await gateway.knows(
      says.unit(hoursAgo(900), unitView()),
      says.journey(hoursAgo(264), journeyView({ journeyId: 'j-agda', patientId: agda })),
      says.journey(hoursAgo(100), view, 'DischargeReadyDeclared'),
      says.cause(hoursAgo(99), 'j-agda', 1, 'process', 'needs-assessment-missing'),
      says.cause(hoursAgo(60.5), 'j-agda', 2, 'capacity', 'no-place'),
      says.request(hoursAgo(90), requestView({ journeyId: 'j-agda' })),
      says.journey(
        hoursAgo(5),
        waiting('j-hidden', hoursAgo(5), {
          patientId: hidden,
          protectedIdentity: true,
          wish: { unitId: 'kobo-1382-ekbacken', municipality: '1382' },
        }),
      ),
      says.request(hoursAgo(5), requestView({ journeyId: 'j-hidden' })),
    );
  });
  afterAll(() => gateway.stop());

  it('of somebody between two places shows the accepted place, so that the move-in can be told', async () => {
    const left = { ...waitOf('j-between', hoursAgo(30)), to: hoursAgo(3), endedBy: 'moved' as const };
    await gateway.knows(
      says.journey(hoursAgo(3), waiting('j-between', hoursAgo(30), { state: 'in-transfer', waits: [left] })),
      says.request(hoursAgo(4), requestView({ journeyId: 'j-between', status: 'accepted' })),
    );
    const { body } = await gateway.get('placering-1382', '/journeys/j-between');
    expect(body.placement).toMatchObject({ requestId: 'r-j-between', status: 'accepted' });
    // The wait was told of when it was over: its hours are in the sum, and no cause is made up for them.
    expect(body.segments).toEqual([
      expect.objectContaining({ kind: 'unknown', gate: null, hours: 27, text: 'Blev känd först när den var över' }),
    ]);
    expect(body).toMatchObject({ hoursByCause: { unknown: 27 }, waitedHours: 27 });
  });

  it('tells the whole story in the promised shape, with its revision as ETag', async () => {
    const { status, headers, body } = await gateway.get('samordnare', '/journeys/j-agda');
    expect(status).toBe(200);
    expect(headers.etag).toBe('"2"');
    expect(JourneyDetail.parse(body)).toEqual(body);
    expect(body.person.name).toBe('Åkesson, Agda');
    expect(body.legs[0]).toMatchObject({ unitName: 'avd 11', physician: expect.stringContaining('läkare') });
    expect(body.responsiblePhysician).toMatchObject({ role: 'hospital-on-call', until: '2026-11-23T07:00:00.000Z' });
    expect(body.homeReady).toContainEqual({ item: 'medicines', done: true });
    expect(body.placement).toMatchObject({ requestId: 'r-j-agda', status: 'open' });
    expect(body.history.map((h: { type: string; text: string }) => [h.type, h.text])).toEqual([
      ['DischargeReadyDeclared', 'Utskrivningsklar'],
      ['PatientAdmitted', 'Inskriven på sjukhus'],
    ]);
    expect(body.clocks.find((c: { clock: string }) => c.clock === 'discharge-after-ready')).toMatchObject({ hours: 100, badge: 'over' });
  });

  it('attributes every hour of the wait to one cause', async () => {
    const { body } = await gateway.get('samordnare', '/journeys/j-agda');
    expect(body.segments.map((s: { gate: string; hours: number }) => [s.gate, s.hours])).toEqual([
      ['needs-assessment-missing', 39.5],
      ['no-place', 60.5],
    ]);
    expect(body.hoursByCause).toEqual({ process: 39.5, capacity: 60.5 });
    expect(body.waitedHours).toBe(100);
    expect(body.waits[0].hours).toBe(100);
  });

  it('can be read as it was known at a moment', async () => {
    const { body } = await gateway.get('samordnare', `/journeys/j-agda?asOf=${hoursAgo(95)}`);
    expect(body).toMatchObject({ revision: 2, waitHours: 5, cause: { gate: 'needs-assessment-missing' }, waitedHours: 5, placement: null });
    const earlier = (await gateway.get('samordnare', `/journeys/j-agda?asOf=${hoursAgo(101)}`)).body;
    expect(earlier).toMatchObject({ revision: 1, state: 'admitted', waitHours: null });
    expect((await gateway.get('samordnare', `/journeys/j-agda?asOf=${hoursAgo(300)}`)).status).toBe(404);
  });

  it('answers the same for a case that is unknown, somebody else’s or impossible, and logs the attempt', async () => {
    const same = (text: string) => text.replace(/"requestId":"[^"]+"/, '');
    const answers = await Promise.all(
      ['j-agda', 'j-nobody', '%00', '..%2f..%2fetc', "'or'1'='1", 'x'.repeat(150)].map((id) =>
        gateway.get('placering-1380', `/journeys/${id}`),
      ),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(same(answer.text)).toBe(same(answers[0]!.text));
    }
    const [row] = await gateway.database.dataSource.query(
      `select count(*)::int as n from persons.access_log where action = 'denied' and login = 'placering-1380'`,
    );
    expect(row.n).toBe(6);
  });

  it('is closed to managers, and names nobody to operators', async () => {
    expect((await gateway.get('chef', '/journeys/j-agda')).status).toBe(403);
    const { status, text } = await gateway.get('operator', '/journeys/j-agda');
    expect(status).toBe(200);
    expect(text).not.toMatch(/Åkesson|Agda|19410614/);
    expect((await gateway.get('operator', '/journeys/j-agda/person')).status).toBe(403);
  });

  it('shows the full identity by a logged read of its own', async () => {
    const { body } = await gateway.get('placering-1382', '/journeys/j-agda/person');
    expect(body).toEqual({ name: 'Åkesson, Agda', personnummer: '194106149021', masked: null });
    const log = (await gateway.get('samordnare', '/journeys/j-agda/access-log')).body;
    expect(log.items[0]).toMatchObject({ who: 'placering-1382', action: 'identity', unit: '1382' });
    expect(log.total).toBe(log.items.length);
    const { body: first } = await gateway.get('samordnare', '/journeys/j-agda/access-log?limit=2');
    const { body: second } = await gateway.get('samordnare', `/journeys/j-agda/access-log?limit=2&cursor=${first.next}`);
    expect(first.items).toHaveLength(2);
    expect(second.items[0]).toEqual(log.items[1]);
  });

  it('hides a protected person’s name, number, home and place', async () => {
    const { body, text } = await gateway.get('samordnare', '/journeys/j-hidden');
    expect(body.person).toMatchObject({ name: null, masked: 'protected' });
    expect(text).not.toMatch(/1382|Falkenberg|Ekbacken|ekbacken|Hemlig/);
    expect((await gateway.get('samordnare', '/journeys/j-hidden/person')).body).toEqual({
      name: null,
      personnummer: null,
      masked: 'protected',
    });
  });

  it('keeps the chain of an ordinary person’s cause', () => {
    expect(causeOf('capacity', 'no-place').chain[0]!.municipality).toBe('1382');
    expect(waitOf('j', now).legKind).toBe('inpatient');
  });

  it('outlives its person: after erasure nobody can be found, and the case is still there', async () => {
    const bert = await gateway.person('193809062392', 'Borttagen', 'Bert');
    await gateway.knows(says.journey(hoursAgo(3), waiting('j-bert', hoursAgo(3), { patientId: bert })));
    expect((await gateway.send('samordnare', 'POST', '/journeys/j-bert/erase-person', {})).status).toBe(403);
    expect((await gateway.send('operator', 'POST', '/journeys/j-bert/erase-person', {})).body).toMatchObject({ erased: true });
    expect((await gateway.send('operator', 'POST', '/journeys/j-bert/erase-person', {})).body).toMatchObject({ erased: false });
    const { body } = await gateway.get('samordnare', '/journeys/j-bert');
    expect(body.person.masked).toBe('erased');
    expect((await gateway.get('samordnare', '/journeys?q=Borttagen')).body.total).toBe(0);
  });
});
