// The database throws everybody out: sessions, leases and pool. What was going on is tried again, and nothing is lost or done twice.
import { nothingWrong, Rig, seen } from './contract-rig.ts';
import { PostgresTransport } from './postgres-transport.ts';
import { Relay } from './relay.ts';

describe('when the database closes all connections', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.open((parts) => new PostgresTransport(parts));
  });
  afterAll(() => rig.close());

  it('relay and group go on by themselves', async () => {
    const relay = new Relay('intake', { dataSource: rig.dataSource, transport: rig.transport, session: rig.session });
    relay.start();
    const subscription = await rig.follow(seen());
    await rig.writeAll(['p', 'q', 'p']);
    await relay.drained();
    await subscription.caughtUp();
    for (let round = 0; round < 3; round++) {
      await rig.writeAll(['p', 'q', 'r']);
      await rig.throwEverybodyOut();
      await rig.writeAll(['r', 'p']);
    }
    await relay.drained();
    await subscription.caughtUp();
    await relay.stop();
    expect(await rig.findings(seen())).toEqual(nothingWrong(18));
  });

  it('a second relay takes over when the first one’s session is gone', async () => {
    const parts = { dataSource: rig.dataSource, transport: rig.transport, session: rig.session };
    const [first, second] = [new Relay('intake', parts), new Relay('intake', parts)];
    first.start();
    second.start();
    await rig.write('s');
    await first.drained();
    await first.stop();
    await rig.write('s');
    await second.drained();
    await second.stop();
    expect(await rig.transport.heads(['intake'])).toHaveLength(
      new Set((await rig.transport.heads(['intake'])).map((h) => h.partition)).size,
    );
    expect(await rig.dataSource.query('select count(*)::int as n from intake.outbox')).toEqual([{ n: 0 }]);
  });
});
