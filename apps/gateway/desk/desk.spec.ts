import { openStream } from '../testing/event-stream.ts';
import { type GatewayUnderTest, startGateway } from '../testing/gateway-app.ts';
import { says, waiting } from '../testing/views.ts';

const now = '2026-11-21T07:05:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
const ids = ['0', '1', '2'].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const view = { badge: 'over', sort: 'municipality,-waitHours', group: 'municipality', hide: 'ward' };

describe('what somebody keeps at their desk', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGateway(now);
    const agda = await gateway.person('194106149021', 'Åkesson', 'Agda');
    await gateway.knows(
      says.journey(hoursAgo(30), waiting('j-agda', hoursAgo(30), { patientId: agda })),
      says.journey(hoursAgo(30), waiting('j-other', hoursAgo(30), { municipality: '1380' })),
    );
  });
  afterAll(() => gateway.stop());

  const names = async (login: string) =>
    ((await gateway.get(login, '/views')).body.items as { name: string; mine: boolean }[]).map((v) => (v.mine ? v.name : `(${v.name})`));
  const save = (login: string, id: string, body: object) => gateway.send(login, 'PUT', `/views/${id}`, body);

  describe('saved views', () => {
    it('are kept per login, and one saved twice is one', async () => {
      for (const _ of [1, 2]) expect((await save('samordnare', ids[0]!, { name: 'Över gräns', shared: false, view })).status).toBe(200);
      expect(await names('samordnare')).toEqual(['Över gräns']);
      expect((await gateway.get('samordnare', '/views')).body.items[0].view).toEqual(view);
      expect(await names('chef')).toEqual([]);
    });

    it('when shared are seen in the same organisation, and nowhere else', async () => {
      await save('samordnare', ids[1]!, { name: 'Morgonmötet', shared: true, view: {} });
      expect(await names('chef')).toEqual(['(Morgonmötet)']);
      expect(await names('placering-1382')).toEqual([]);
      await save('placering-1382', ids[2]!, { name: 'Våra', shared: true, view: {} });
      expect(await names('placering-1382')).toEqual(['Våra']);
      expect(await names('placering-1380')).toEqual([]);
    });

    it('of somebody else cannot be changed or deleted, and look like none', async () => {
      expect((await save('chef', ids[1]!, { name: 'Kapad', shared: true, view: {} })).status).toBe(404);
      expect((await gateway.send('chef', 'DELETE', `/views/${ids[1]}`)).status).toBe(404);
      expect(await names('samordnare')).toEqual(['Morgonmötet', 'Över gräns']);
    });

    it('one opens with the queue; a shared one that is withdrawn is nobody else’s default any more', async () => {
      const chosen = async (login: string) =>
        (await gateway.get(login, '/views')).body.items
          .filter((v: { isDefault: boolean }) => v.isDefault)
          .map((v: { name: string }) => v.name);
      await gateway.send('samordnare', 'PUT', '/default-view', { id: ids[0] });
      await gateway.send('samordnare', 'PUT', '/default-view', { id: ids[1] });
      await gateway.send('chef', 'PUT', '/default-view', { id: ids[1] });
      expect([await chosen('samordnare'), await chosen('chef')]).toEqual([['Morgonmötet'], ['Morgonmötet']]);
      expect((await gateway.send('placering-1382', 'PUT', '/default-view', { id: ids[1] })).status).toBe(404);
      await save('samordnare', ids[1]!, { name: 'Morgonmötet', shared: false, view: {} });
      expect([await chosen('samordnare'), await chosen('chef')]).toEqual([['Morgonmötet'], []]);
      await gateway.send('samordnare', 'DELETE', `/views/${ids[1]}`);
      expect([await chosen('samordnare'), await names('samordnare')]).toEqual([[], ['Över gräns']]);
    });

    it('hold no search text, no unknown column, and no identity number for a name', async () => {
      for (const body of [
        { name: 'Agda', shared: false, view: { q: 'Åkesson' } },
        { name: 'Fel', shared: false, view: { sort: 'name' } },
        { name: '19410614-9021', shared: false, view: {} },
        { name: ' ', shared: false, view: {} },
        { name: 'x'.repeat(1_000), shared: false, view: {} },
        { name: 'a\u0000b', shared: false, view: {} },
      ])
        expect((await save('samordnare', ids[2]!.replace(/2$/, '9'), body)).status).toBe(422);
      expect(
        (await save('samordnare', ids[0]!, { name: '<script>alert(1)</script> 👵', shared: false, view: {} })).body.items[0].name,
      ).toBe('<script>alert(1)</script> 👵');
    });
  });

  describe('who else has the case open', () => {
    const open = async (login: string, is = true, id = 'j-agda') =>
      await gateway.send(login, 'PUT', `/journeys/${id}/presence`, { open: is });

    it('is a number, and lapses when nothing more is heard', async () => {
      expect((await open('samordnare')).body).toEqual({ others: 0 });
      expect((await open('placering-1382')).body).toEqual({ others: 1 });
      expect((await open('samordnare')).body).toEqual({ others: 1 });
      await open('placering-1382', false);
      expect((await open('samordnare')).body).toEqual({ others: 0 });
      await open('placering-1382');
      gateway.clock.advance(60_000);
      expect((await open('samordnare')).body).toEqual({ others: 0 });
    });

    it('is told on the live stream to those who may see the case, when somebody comes', async () => {
      const streams = await Promise.all(
        ['samordnare', 'placering-1380', 'chef'].map(async (login) =>
          openStream(`${gateway.url}/api/v1/stream`, await gateway.headersOf(login)),
        ),
      );
      await open('placering-1382');
      expect((await streams[0]!.next()).data).toMatchObject({ kind: 'presence', id: 'j-agda', municipality: null });
      // What they hear next is another thing: the presence was not for them.
      await gateway.knows(says.journey(hoursAgo(1), waiting('j-late', hoursAgo(1), { municipality: '1380' })));
      for (const stream of streams.slice(1)) expect((await stream.next()).data).toMatchObject({ kind: 'journey', id: 'j-late' });
      for (const stream of streams) stream.close();
    });

    it('is not for those who may not see the case', async () => {
      expect((await open('placering-1380')).status).toBe(404);
      expect((await open('chef')).status).toBe(403);
    });

    it('leaves nothing that says who', async () => {
      const rows = await gateway.database.dataSource.query('select * from gateway.presence');
      expect(JSON.stringify(rows)).not.toMatch(/samordnare|placering|1382|Åkesson/);
      expect(rows.length).toBeGreaterThan(0);
    });
  });

  describe('cases that leave the screen', () => {
    it('are logged as what was done with them, and only those that may be seen', async () => {
      const out = (login: string, action: string) =>
        gateway.send(login, 'POST', '/journeys/taken-out', { action, journeyIds: ['j-agda', 'j-other', 'none'] });
      expect((await out('placering-1382', 'print')).body).toEqual({ logged: 1 });
      expect((await out('samordnare', 'export')).body).toEqual({ logged: 2 });
      const lines = (await gateway.get('samordnare', '/journeys/j-agda/access-log')).body.items;
      expect(lines.map((l: { who: string; action: string }) => [l.who, l.action])).toEqual([
        ['samordnare', 'export'],
        ['placering-1382', 'print'],
      ]);
    });
  });

  describe('sorting by several columns', () => {
    it('takes the next column where the first is equal, page by page', async () => {
      const sorted = async (sort: string) => {
        const seen: string[] = [];
        for (let cursor = ''; ;) {
          const { body } = await gateway.get('samordnare', `/journeys?limit=1&sort=${sort}${cursor}`);
          seen.push(...body.items.map((i: { journeyId: string }) => i.journeyId));
          if (body.next === null) return seen;
          cursor = `&cursor=${body.next}`;
        }
      };
      await gateway.knows(
        says.journey(hoursAgo(50), waiting('j-a', hoursAgo(50))),
        says.journey(hoursAgo(10), waiting('j-b', hoursAgo(10))),
        says.journey(hoursAgo(20), waiting('j-none', hoursAgo(20), { municipality: null })),
      );
      // Falkenberg before Varberg; who has no municipality comes last.
      expect(await sorted('municipality,-waitHours')).toEqual(['j-a', 'j-agda', 'j-b', 'j-other', 'j-late', 'j-none']);
      expect(await sorted('municipality,waitHours')).toEqual(['j-b', 'j-agda', 'j-a', 'j-late', 'j-other', 'j-none']);
      expect(await sorted('-municipality,-waitHours')).toEqual(['j-other', 'j-late', 'j-a', 'j-agda', 'j-b', 'j-none']);
    });
    it.each(['name', 'municipality,name', 'caseRef,-caseRef,unit,waitHours', 'caseRef;drop', ','])('refuses %s', async (sort) =>
      expect((await gateway.get('samordnare', `/journeys?sort=${encodeURIComponent(sort)}`)).status).toBe(400),
    );
  });
});
