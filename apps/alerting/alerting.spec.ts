// The role as a process: the situation comes in as events, alerts go out as events, and people act on them over HTTP.
import { AlertDetail, AlertView, listOf, SilenceItem } from '#contracts';
import { hoursIn, Scene } from '../../libs/domain/alerting/scene.fixture.ts';
import { DueSweep } from './due.sweep.ts';
import { startAlerting, type Running } from './testing.ts';

let running: Running;
let scene: Scene;
beforeEach(async () => {
  running = await startAlerting(hoursIn(4));
  scene = new Scene().unit('ekbacken', 'short-term', 2).waits('anna', 1, {}, 3.98).waits('bo', 3, {}, 3.99);
}, 60_000);
afterEach(() => running.close());

const sweep = () => running.process.app.get(DueSweep).sweep();
const at = (hour: number) => running.clock.set(hoursIn(hour));
const open = async () => (await running.query<{ view: AlertView }>('select view from alerting.alert where open')).map((r) => r.view);
const theAlert = async () => (await open()).find((a) => a.rule === 'short-term-shortage')!;
const act = (what: string, alert: AlertView, body: unknown = {}, as?: string) =>
  running.call('POST', `alerts/${alert.alertId}/${what}`, body, { ifMatch: alert.revision, ...(as ? { as } : {}) });

describe('from what happens to an alert, and back', () => {
  it('raises it once, explained, and resolves it by itself when a place opens', async () => {
    await running.tell(scene);
    const alert = await theAlert();
    expect(AlertView.parse(alert)).toMatchObject({
      count: 2,
      free: 0,
      since: hoursIn(1),
      municipality: '1382',
      cause: { gate: 'no-place', chain: [{ root: true }] },
    });
    expect(alert.clears[0]).toMatchObject({ action: 'free-places', places: 2, people: 2 });
    at(4.2);
    await running.tell(scene.frees('ekbacken:1', 4.1).frees('ekbacken:2', 4.1));
    expect(await running.types()).not.toContain('AlertResolved');
    await sweep();
    await sweep();
    expect((await running.types()).filter((type) => type === 'AlertResolved')).toHaveLength(1);
    expect(await open()).toEqual([]);
  });

  it('two sweeps at once, and a third after, tell what fell due once', async () => {
    await running.tell(scene);
    const before = (await running.types()).length;
    at(5);
    await sweep();
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    const types = await running.types();
    expect(types.slice(before)).toEqual(['AlertEscalated']);
    const ids = await running.query<{ id: string }>('select distinct id from alerting.event');
    expect(ids).toHaveLength(types.length);
  });

  it('waits for a whole round without history before it lets today pass', async () => {
    const old = new Scene().unit('ekbacken', 'short-term', 1).waits('anna', 1);
    at(4 + 24 * 30);
    await running.tell(old);
    expect(await sweep()).toBe(0);
    expect(await running.types()).toEqual([]);
    expect(await sweep()).toBeGreaterThan(0);
    expect(await theAlert()).toMatchObject({ since: hoursIn(1), raisedAt: hoursIn(3) });
  });

  it('goes on after the desk was changed by another process', async () => {
    await running.tell(scene);
    await running.query('update alerting.desk set token = gen_random_uuid()');
    await running.tell(scene.waits('carl', 3.9, {}, 4));
    expect(await theAlert()).toMatchObject({ count: 3 });
  });

  it('judges what comes far too late with the next sweep, not by itself', async () => {
    await running.tell(scene);
    await running.tell(scene.waits('carl', 2, {}, 2.5));
    expect(await theAlert()).toMatchObject({ count: 2 });
    await sweep();
    await sweep();
    expect(await theAlert()).toMatchObject({ count: 3 });
  });

  it('keeps its alerts when the situation is built again from the log', async () => {
    await running.tell(scene);
    const told = () => running.query('select id, stream, version from alerting.event order by stream, version');
    const rows = () => running.query<{ n: number }>('select count(*)::int as n from alerting.situation');
    const before = [await told(), await rows()];
    await running.process.eventing.replay('alerting.situation', {
      from: 0,
      reset: async (em) => {
        await em.query('delete from alerting.situation; update alerting.desk set token = gen_random_uuid()');
      },
    });
    await running.settled();
    await sweep();
    await sweep();
    expect([await told(), await rows()]).toEqual(before);
  });
});

describe('what people do', () => {
  beforeEach(() => running.tell(scene));

  it('acknowledging is on the timeline and stops the escalation; a screen that is behind is told so', async () => {
    const alert = await theAlert();
    const { body, status } = await act('acknowledge', alert, {}, 'chef');
    expect({ status, state: body.alert.state, escalatesAt: body.alert.escalatesAt }).toEqual({
      status: 200,
      state: 'acknowledged',
      escalatesAt: null,
    });
    expect(body.alert.timeline.at(-1)).toMatchObject({ type: 'acknowledged', actor: 'user:chef', at: hoursIn(4) });
    expect(await act('snooze', alert, { minutes: 60 })).toMatchObject({
      status: 412,
      body: { code: 'version-conflict', context: { revision: body.alert.revision } },
    });
    at(6);
    await sweep();
    await sweep();
    expect(await running.types()).not.toContain('AlertEscalated');
    const after = await act('unacknowledge', await theAlert());
    expect(after.body.alert).toMatchObject({ state: 'new', escalatesAt: hoursIn(6.5) });
  });

  it('a snooze wakes', async () => {
    await sweep();
    await act('snooze', await theAlert(), { minutes: 240 });
    at(8.01);
    await sweep();
    expect(await theAlert()).toMatchObject({ state: 'new' });
    expect(await running.types()).toContain('AlertWoke');
  });

  it('is assigned to a team, never to whatever is typed', async () => {
    const alert = await theAlert();
    expect(await act('assign', alert, { assignee: 'Anna Svensson' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/assignee' }] },
    });
    expect(await act('assign', alert, { assignee: 'placering-1382' })).toMatchObject({
      body: { alert: { state: 'assigned', assignee: 'Placering Falkenberg' } },
    });
  });

  it('a municipality acts on its own alerts; the others do not know of them', async () => {
    const alert = await theAlert();
    for (const path of ['acknowledge', 'escalate']) expect(await act(path, alert, {}, 'placering-1380')).toMatchObject({ status: 404 });
    expect(await running.call('GET', `alerts/${alert.alertId}`, undefined, { as: 'placering-1380' })).toMatchObject({ status: 404 });
    expect(await running.call('GET', `alerts/${encodeURIComponent('\u0000')}`)).toMatchObject({ status: 404 });
    expect(await act('escalate', alert, {}, 'placering-1382')).toMatchObject({ status: 200, body: { alert: { escalations: 1 } } });
  });

  it('a silence says why and how long, is listed, and can be ended', async () => {
    const alert = await theAlert();
    const silence = (until: string, as = 'chef') => act('silence', alert, { reason: 'Planerad stängning', until }, as);
    expect(await silence(hoursIn(4 + 24 * 8))).toMatchObject({ status: 422, body: { errors: [{ pointer: '/until' }] } });
    expect(await silence(hoursIn(30), 'placering-1382')).toMatchObject({ status: 403 });
    expect(await silence(hoursIn(30))).toMatchObject({ status: 200, body: { alert: { silenced: true } } });
    const { body: list } = await running.call('GET', 'silences');
    expect(listOf(SilenceItem).parse(list)).toMatchObject({
      total: 1,
      items: [{ rule: 'short-term-shortage', municipality: '1382', reason: 'Planerad stängning', author: 'chef' }],
    });
    expect(await running.call('DELETE', `silences/${list.items[0].silenceId}`, undefined, { as: 'chef' })).toMatchObject({ status: 204 });
    expect(await running.call('DELETE', `silences/${list.items[0].silenceId}`, undefined, { as: 'chef' })).toMatchObject({ status: 404 });
    expect(await theAlert()).toMatchObject({ silenced: false });
  });

  it('a note stays in alerting, sealed: neither events nor a dump of the table hold its words', async () => {
    const alert = await theAlert();
    const words = 'Ringde Kanarie Kanarisson';
    expect(await running.call('POST', `alerts/${alert.alertId}/note`, { text: words }, { as: 'chef' })).toMatchObject({ status: 200 });
    const { body } = await running.call('GET', `alerts/${alert.alertId}`);
    expect(body.notes).toEqual([{ at: hoursIn(4), author: 'chef', text: words }]);
    expect(body.timeline.at(-1)).toMatchObject({ type: 'noted', actor: 'user:chef' });
    const [row] = await running.query<{ dump: string }>(
      `select (select string_agg(event::text, '') from alerting.event) || (select string_agg(n::text, '') from alerting.note n) || (select string_agg(event::text, '') from bus.log) as dump`,
    );
    expect(row!.dump).toContain('AlertNoted');
    expect(row!.dump).not.toContain('Kanari');
  });

  it('shows an alert in full, with its cases by reference and how long they have waited', async () => {
    const alert = await theAlert();
    const { body, headers } = await running.call('GET', `alerts/${alert.alertId}`);
    expect(AlertDetail.parse(body)).toMatchObject({
      municipalityName: 'Falkenberg',
      text: { title: 'Flaskhals: korttidsboende Falkenberg', summary: '2 väntar, 0 lediga, äldst 3 tim' },
      cases: [
        { journeyId: 'anna', waitHours: 3 },
        { journeyId: 'bo', waitHours: 1 },
      ],
      deliveries: [],
    });
    expect(headers.get('etag')).toBe(`"${alert.revision}"`);
  });
});
