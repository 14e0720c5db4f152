import { AlertList, GateMatrix, UnitDetail, UnitList } from '#contracts';
import { type GatewayUnderTest, startGateway } from './testing/gateway-app.ts';
import { alertView, placeView, requestView, says, unitId, unitView, waiting } from './testing/views.ts';

const now = '2026-11-20T12:00:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
const place = (n: number, over = {}) => placeView({ placeId: `${unitId}:${n}`, label: String(n), ...over });

describe('boards', () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGateway(now);
    await gateway.knows(
      says.unit(hoursAgo(900), unitView()),
      says.unit(
        hoursAgo(900),
        unitView({
          unitId: 'sabo-1380-klara',
          name: 'Åklara',
          kind: 'special-housing',
          municipality: '1380',
          reported: { places: 40, occupied: 39, at: hoursAgo(30) },
        }),
      ),
      ...[1, 2, 3, 4].map((n) => says.place(hoursAgo(800), 'PlaceRegistered', place(n))),
      says.both(hoursAgo(24 * 10), 'PlaceOccupied', place(1, { status: 'occupied', journeyId: 'j-in', revision: 2 }), null),
      says.both(
        hoursAgo(20),
        'PlaceHeld',
        place(2, { status: 'held', journeyId: 'j-w', requestId: 'r-j-w', revision: 2 }),
        requestView({ journeyId: 'j-w', status: 'held', revision: 2 }),
      ),
      says.place(
        hoursAgo(48),
        'PlaceClosed',
        place(3, { closure: { reason: 'staffing', since: hoursAgo(48), expectedEndOn: '2026-11-30' }, revision: 2 }),
      ),
      says.journey(hoursAgo(26), waiting('j-w', hoursAgo(26))),
      says.journey(
        hoursAgo(24 * 10),
        waiting('j-in', hoursAgo(50), {
          state: 'intermediate',
          legs: [
            {
              legId: 'j-in:2',
              kind: 'short-term',
              unitId,
              sourceUnit: null,
              facility: null,
              municipality: '1382',
              placeId: `${unitId}:1`,
              startedAt: hoursAgo(240),
              endedAt: null,
            },
          ],
          waits: [
            {
              waitId: 'j-in:2:w1',
              legId: 'j-in:2',
              legKind: 'short-term',
              targets: ['special-housing'],
              municipality: '1382',
              needs: [],
              from: hoursAgo(50),
              to: null,
              endedBy: null,
            },
          ],
        }),
      ),
      says.alert(hoursAgo(5), 'AlertRaised', alertView()),
      says.alert(
        hoursAgo(4),
        'AlertRaised',
        alertView({ alertId: 'a-2', municipality: '1380', severity: 4, since: hoursAgo(4), raisedAt: hoursAgo(4) }),
      ),
      says.alert(
        hoursAgo(3),
        'AlertRaised',
        alertView({ alertId: 'a-3', municipality: '1380', severity: 4, since: hoursAgo(9), raisedAt: hoursAgo(3) }),
      ),
      says.alert(
        hoursAgo(2),
        'AlertResolved',
        alertView({
          alertId: 'a-3',
          municipality: '1380',
          severity: 4,
          since: hoursAgo(9),
          state: 'resolved',
          resolvedAt: hoursAgo(2),
          revision: 2,
        }),
      ),
    );
  });
  afterAll(() => gateway.stop());

  describe('units', () => {
    it('are counted from their places, each place once', async () => {
      const { body } = await gateway.get('placering-1382', '/units');
      expect(UnitList.parse(body)).toEqual(body);
      const item = body.items.find((u: { unitId: string }) => u.unitId === unitId);
      expect(item).toMatchObject({
        places: 4,
        occupied: 1,
        held: 1,
        closed: 1,
        free: 1,
        readyToLeave: 1,
        stale: false,
        municipalityName: 'Falkenberg',
      });
      expect(item.closures).toEqual([{ reason: 'staffing', places: 1, expectedEndOn: '2026-11-30' }]);
    });

    it('show their occupancy per local day, today as it stands', async () => {
      const { body } = await gateway.get('chef', `/units?q=ekb`);
      const days = body.items[0].occupancy;
      expect(days).toHaveLength(14);
      expect(days.at(-1)).toEqual({ on: '2026-11-20', occupied: 1, open: 3 });
      expect(days.at(-4)).toEqual({ on: '2026-11-17', occupied: 1, open: 4 });
      expect(days[0]).toEqual({ on: '2026-11-07', occupied: 0, open: 4 });
    });

    it('count afresh when a place changes', async () => {
      const before = (await gateway.get('chef', '/units?q=ekb')).body.items[0];
      await gateway.knows(says.both(hoursAgo(1), 'PlaceOccupied', place(4, { status: 'occupied', revision: 2 }), null));
      const after = (await gateway.get('chef', '/units?q=ekb')).body.items[0];
      expect([before.free, after.free]).toEqual([1, 0]);
      expect(after.occupancy.at(-1)).toEqual({ on: '2026-11-20', occupied: 2, open: 3 });
    });

    it('that only report are shown as they reported, with the age of the figures', async () => {
      const { body } = await gateway.get('chef', `/units?q=${encodeURIComponent('åklara')}`);
      expect(body.items[0]).toMatchObject({ places: 40, occupied: 39, free: 1, reportedAt: hoursAgo(30), stale: true });
    });

    it('as known at a moment', async () => {
      const { body } = await gateway.get('chef', `/units?kind=short-term&asOf=${hoursAgo(30)}`);
      expect(body.items[0]).toMatchObject({ occupied: 1, held: 0, closed: 1, free: 2 });
      expect((await gateway.get('chef', `/units?asOf=${hoursAgo(1000)}`)).body).toMatchObject({ total: 0, items: [] });
    });

    it('page by name', async () => {
      const { body } = await gateway.get('chef', '/units?limit=1');
      expect(body).toMatchObject({ total: 2, items: [{ name: 'Ekbacken' }] });
      expect((await gateway.get('chef', `/units?limit=1&cursor=${body.next}`)).body).toMatchObject({
        total: 2,
        next: null,
        items: [{ name: 'Åklara' }],
      });
    });

    it('tell whose place it is only to those who see the case', async () => {
      const own = (await gateway.get('placering-1382', `/units/${unitId}`)).body;
      expect(UnitDetail.parse(own)).toEqual(own);
      expect(own.placeList.map((p: { journeyId: string | null }) => p.journeyId)).toEqual(['j-in', 'j-w', null, null]);
      for (const login of ['placering-1380', 'chef']) {
        const { body } = await gateway.get(login, `/units/${unitId}`);
        expect(body.placeList.map((p: { journeyId: string | null; caseRef: string | null }) => p.journeyId ?? p.caseRef)).toEqual([
          null,
          null,
          null,
          null,
        ]);
      }
      expect((await gateway.get('chef', '/units/none')).status).toBe(404);
    });
  });

  describe('alerts', () => {
    it('come gravest first to those they are meant for, in words', async () => {
      const { body } = await gateway.get('chef', '/alerts');
      expect(AlertList.parse(body)).toEqual(body);
      expect(body.items.map((a: { alertId: string }) => a.alertId)).toEqual(['a-2', 'short-term-shortage.1382.a']);
      expect(body.counts).toEqual({ open: 2, fresh: 2, snoozed: 0, silenced: 0, resolvedToday: 1 });
      expect(body.items[1]).toMatchObject({ municipalityName: 'Falkenberg', text: { title: expect.stringContaining('Falkenberg') } });
      expect((await gateway.get('chef', '/alerts?state=resolved')).body.items.map((a: { alertId: string }) => a.alertId)).toEqual(['a-3']);
    });

    it('stay within the municipality and the role', async () => {
      const ids = async (login: string) =>
        (await gateway.get(login, '/alerts?state=all')).body.items.map((a: { alertId: string }) => a.alertId);
      expect(await ids('placering-1380')).toEqual(['a-3', 'a-2']);
      expect(await ids('placering-1382')).toEqual(['short-term-shortage.1382.a']);
      expect(await ids('samordnare')).toEqual([]);
      expect(await ids('operator')).toHaveLength(3);
    });

    it('page, and can be asked as known at a moment', async () => {
      const { body } = await gateway.get('operator', '/alerts?state=all&limit=1');
      const second = (await gateway.get('operator', `/alerts?state=all&limit=1&cursor=${body.next}`)).body;
      expect([body.items[0].alertId, second.items[0].alertId]).toEqual(['a-3', 'a-2']);
      expect((await gateway.get('chef', `/alerts?asOf=${hoursAgo(2.5)}`)).body.items.map((a: { alertId: string }) => a.alertId)).toEqual([
        'a-3',
        'a-2',
        'short-term-shortage.1382.a',
      ]);
    });
  });

  it('show the gates of each kind and municipality', async () => {
    const { body } = await gateway.get('samordnare', '/gates');
    expect(GateMatrix.parse(body)).toEqual(body);
    expect(body.municipalities.map((m: { name: string }) => m.name)).toEqual([
      'Falkenberg',
      'Halmstad',
      'Hylte',
      'Kungsbacka',
      'Laholm',
      'Varberg',
    ]);
    const gate = (kind: string, municipality: string) =>
      body.gates.find((g: { kind: string; municipality: string }) => g.kind === kind && g.municipality === municipality);
    // The one who waits for short-term care has a place held: nobody stands in front of that gate any more.
    expect(gate('short-term', '1382')).toMatchObject({ places: 4, waiting: 0 });
    expect(gate('special-housing', '1382')).toMatchObject({ places: 0, waiting: 1, state: 'shut', root: true });
    expect(
      (await gateway.get('samordnare', `/gates?asOf=${hoursAgo(60)}`)).body.gates.find((g: { kind: string }) => g.kind === 'short-term'),
    ).toMatchObject({ free: 3, waiting: 0 });
  });
});
