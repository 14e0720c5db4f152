// Who of several members is given what: a group that has one transaction at a time is served by one of them, others are shared out.
import { EventEmitter, once } from 'node:events';
import { settingsForTests } from './kafka-for-tests.ts';
import { KafkaTransport } from './kafka-transport.ts';
import { defineGroup, type Group } from './group.ts';
import { PARTITIONS, type Position, type Subscriber } from './log-transport.ts';

jest.setTimeout(120_000);

describe('two members of a group', () => {
  const settings = settingsForTests();
  const opened: KafkaTransport[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transport) => transport.close()));
  });

  const claims: { who: string; partitions: readonly Position[] }[] = [];
  const heard = new EventEmitter();
  const claimed = async (enough: () => boolean) => {
    while (!enough()) await once(heard, 'claim');
  };
  const last = (who: string) => claims.filter((claim) => claim.who === who).at(-1)?.partitions.length ?? 0;

  /** Answers how to leave. */
  async function joins(who: string, group: Group): Promise<() => Promise<void>> {
    const transport = new KafkaTransport(settings);
    opened.push(transport);
    await transport.prepare([], [group]);
    const subscriber: Subscriber = {
      group,
      claim: async (partitions) => {
        claims.push({ who, partitions });
        heard.emit('claim');
        return partitions.map((at) => ({ ...at, offset: 0 }));
      },
      handle: async () => {},
      offsets: async () => [],
      knows: async () => false,
      moveTo: async () => {},
    };
    const subscription = await transport.subscribe(subscriber);
    return () => subscription.stop();
  }

  beforeEach(() => claims.splice(0));

  it('one has all when the group has one transaction at a time, and the other takes over all', async () => {
    const group = defineGroup({ name: 'flow.one', role: 'flow', topics: ['intake'], concurrency: 1 });
    const leave = new Map<string, () => Promise<void>>();
    for (const who of ['first', 'second']) leave.set(who, await joins(who, group));
    await claimed(() => claims.length >= 2);
    const { who } = claims.at(-1)!;
    await leave.get(who)!();
    await claimed(() => claims.at(-1)!.who !== who);
    expect(claims.map(({ partitions }) => partitions.length).filter((count) => count !== PARTITIONS)).toEqual([]);
  });

  it('each has its share when it has several side by side', async () => {
    const group = defineGroup({ name: 'flow.many', role: 'flow', topics: ['intake'], concurrency: 4 });
    for (const who of ['first', 'second']) await joins(who, group);
    await claimed(() => last('first') === PARTITIONS / 2 && last('second') === PARTITIONS / 2);
    expect(claims[0]).toMatchObject({ who: 'first', partitions: { length: PARTITIONS } });
  });
});
