import { keptChanges } from './change-log.ts';
import { openStream, type OpenStream } from '../testing/event-stream.ts';
import { type GatewayUnderTest, startGateway } from '../testing/gateway-app.ts';
import { alertView, placeView, requestView, says, unitView, waiting } from '../testing/views.ts';

const at = '2026-11-21T07:00:00.000Z';

describe('the live stream', () => {
  let gateway: GatewayUnderTest;
  const streams: OpenStream[] = [];
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterEach(() => streams.splice(0).forEach((stream) => stream.close()));
  afterAll(() => gateway.stop());

  const listen = async (login: string | null, headers: Record<string, string> = {}, query = '') => {
    const stream = await openStream(`${gateway.url}/api/v1/stream${query}`, { ...(await gateway.headersOf(login)), ...headers });
    streams.push(stream);
    return stream;
  };

  it('is closed to those who are not logged in', async () => {
    expect((await listen(null)).response.status).toBe(401);
  });

  it('tells what changed, and where it stands before anything has', async () => {
    const stream = await listen('samordnare');
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    const position = await stream.position;
    await gateway.knows(says.journey(at, waiting('j-1', at)));
    expect(await stream.next()).toEqual({ id: position + 1, data: { kind: 'journey', id: 'j-1', municipality: '1382', revision: 1, at } });
  });

  it('tells nobody of what is not theirs', async () => {
    const [own, other, manager] = [await listen('placering-1382'), await listen('placering-1380'), await listen('chef')];
    await gateway.knows(says.journey(at, waiting('j-2', at)), says.alert(at, 'AlertRaised', alertView()));
    await gateway.knows(says.journey(at, waiting('j-3', at, { municipality: '1380' })));
    expect([(await own.next()).data.id, (await own.next()).data.kind]).toEqual(['j-2', 'alert']);
    // The other's first news is its own: nothing before it was passed on.
    expect((await other.next()).data).toMatchObject({ id: 'j-3', municipality: '1380' });
    expect([(await manager.next()).data.id, (await manager.next()).data.kind, (await manager.next()).data.id]).toEqual([
      'j-2',
      'alert',
      'j-3',
    ]);
  });

  it('tells those who lose a case, so that it leaves their screens', async () => {
    await gateway.knows(says.journey(at, waiting('j-4', at)));
    const stream = await listen('placering-1382');
    await gateway.knows(says.journey(at, waiting('j-4', at, { municipality: '1380', revision: 2 })));
    expect((await stream.next()).data.id).toBe('j-4');
  });

  it('tells those who lose a case also when more of it has changed in the same moment', async () => {
    await gateway.knows(says.journey(at, waiting('j-41', at)));
    const stream = await listen('placering-1382');
    await gateway.knows(
      says.journey(at, waiting('j-41', at, { municipality: '1380', revision: 2 })),
      says.cause(at, 'j-41', 2, 'capacity', 'no-place', '1380'),
    );
    await gateway.knows(says.journey(at, waiting('j-42', at)));
    expect((await stream.next()).data.id).toBe('j-41');
  });

  it('does not say where a protected person belongs', async () => {
    const stream = await listen('chef');
    await gateway.knows(says.journey(at, waiting('j-5', at, { protectedIdentity: true })));
    expect((await stream.next()).data).toEqual({ kind: 'journey', id: 'j-5', municipality: null, revision: 1, at });
  });

  it('tells of a cause and a hold as changes of the journey and the unit', async () => {
    await gateway.knows(says.journey(at, waiting('j-6', at)));
    const stream = await listen('placering-1382');
    await gateway.knows(says.unit(at, unitView()), says.cause(at, 'j-6', 1, 'capacity', 'no-place'));
    await gateway.knows(
      says.both(
        at,
        'PlaceHeld',
        placeView({ status: 'held', journeyId: 'j-6', revision: 2 }),
        requestView({ journeyId: 'j-6', status: 'held' }),
      ),
    );
    const kinds: string[] = [];
    for (let i = 0; i < 4; i++) kinds.push((await stream.next()).data.kind);
    expect(kinds.sort()).toEqual(['journey', 'journey', 'unit', 'unit']);
  });

  it.each([
    ['the header', (id: number) => ({ headers: { 'last-event-id': String(id) }, query: '' })],
    ['the query', (id: number) => ({ headers: {}, query: `?lastEventId=${id}` })],
  ])('goes on after the last event a client has seen, told by %s', async (_, ask) => {
    const first = await listen('samordnare');
    const position = await first.position;
    first.close();
    await gateway.knows(says.journey(at, waiting(`j-away-1-${_}`.replaceAll(' ', '-'), at)));
    await gateway.knows(says.journey(at, waiting(`j-away-2-${_}`.replaceAll(' ', '-'), at)));
    const { headers, query } = ask(position);
    const again = await listen('samordnare', headers, query);
    expect([(await again.next()).id, (await again.next()).id]).toEqual([position + 1, position + 2]);
  });

  it('says reset to a client that was away too long or asks for the impossible, and goes on from now', async () => {
    for (const id of ['0', '999999999', 'x', '-1']) {
      await gateway.database.dataSource.query(
        'delete from gateway.change where position <= (select max(position) - 1 from gateway.change)',
      );
      const stream = await listen('samordnare', { 'last-event-id': id });
      const reset = await stream.next();
      expect(reset.data.kind).toBe('reset');
      const name = `j-after-${id.replace('-', 'm')}`;
      await gateway.knows(says.journey(at, waiting(name, at)));
      expect(await stream.next()).toMatchObject({ id: reset.id + 1, data: { id: name } });
      stream.close();
    }
  });

  it('keeps a bounded log', async () => {
    const [{ position }] = await gateway.database.dataSource.query('select position from gateway.change_head');
    await gateway.database.dataSource.query('update gateway.change_head set position = $1', [Number(position) + keptChanges + 499]);
    for (let i = 0; i < 600; i += 200) {
      await gateway.knows(...Array.from({ length: 200 }, (_, n) => says.journey(at, waiting(`j-many-${i + n}`, at))));
    }
    const [{ oldest, head }] = await gateway.database.dataSource.query(
      'select (select min(position) from gateway.change)::int as oldest, (select position from gateway.change_head)::int as head',
    );
    expect(head - oldest).toBeLessThanOrEqual(keptChanges + 500);
  });

  it('ends cleanly when the process does', async () => {
    const other = await startGateway();
    const stream = await openStream(`${other.url}/api/v1/stream`, await other.headersOf('chef'));
    await stream.position;
    await other.stop();
    await stream.ended;
  });
});
