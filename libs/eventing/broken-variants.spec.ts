import { OffsetBeforeResult, ReadsPastLastId, SkipsLockedRows, WithoutFence, WithoutInbox } from './broken-variants.ts';
import { Rig, type MakeTransport } from './contract-rig.ts';
import { crashAt, slowCommitter, twoRelays, wokenZombie } from './contract-scenarios.ts';
import { MemoryTransport } from './memory-transport.ts';

describe('the contract finds', () => {
  let rig: Rig;
  const using = async (make: MakeTransport) => (rig = await Rig.open(make));
  afterEach(() => rig.close());

  it('a relay that reads past the last id: the event of the slow transaction is lost', async () => {
    expect(await slowCommitter(await using(() => new ReadsPastLastId()))).toMatchObject({ lost: ['slow:1'] });
  });

  it('relays that skip each other’s locked rows: the order of a key is broken', async () => {
    expect(await twoRelays(await using((parts) => new SkipsLockedRows(parts)))).toMatchObject({ lost: [], disordered: ['p:1'] });
  });

  it('a consumer that stores its offset first: what it had in hand when it died is lost', async () => {
    await using((parts) => new MemoryTransport(parts));
    const { lost } = await crashAt(rig, 'consumer.handled', ['p', 'p'], (g, o) => new OffsetBeforeResult(g, o));
    expect(lost).toEqual(['p:1', 'p:2']);
  });

  it('a consumer without an inbox: what was published twice is done twice', async () => {
    await using((parts) => new MemoryTransport(parts));
    const { doubled } = await crashAt(rig, 'relay.published', ['p', 'p'], (g, o) => new WithoutInbox(g, o));
    expect(doubled).toEqual(['p:1', 'p:2']);
  });

  it('a consumer without a fence: a zombie does the work again', async () => {
    await using((parts) => new MemoryTransport(parts));
    const { doubled } = await wokenZombie(rig, (g, o) => new WithoutFence(g, o));
    expect(doubled).toEqual(['p:1', 'p:2']);
  });
});
