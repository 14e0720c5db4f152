// A client that gives up is not yet a process that has to end. The group is played by the test.
import { defineGroup } from './group.ts';
import type { GroupMember, Joined, Taken } from './kafka-member.ts';
import { KafkaSubscription } from './kafka-subscription.ts';
import type { Subscriber } from './log-transport.ts';

const subscriber: Subscriber = {
  group: defineGroup({ name: 'flow.seen', role: 'flow', topics: ['intake'] }),
  claim: async (partitions) => partitions.map((at) => ({ ...at, offset: 0 })),
  offsets: async () => [],
  knows: async () => false,
  moveTo: async () => {},
  handle: async () => {},
};

/** What Kafka's client ends a consumer with. */
const answer = (type: string) =>
  Object.assign(new Error(`broker answers ${type}`), { name: 'KafkaJSProtocolError', type, retriable: false });

class Played {
  readonly members: { taken: Taken; joined: (assigned: Joined) => void; left: boolean }[] = [];
  readonly fatal: Error[] = [];
  /** How often entering fails before it works again. */
  refusals = 0;
  private entrance = () => {};
  readonly subscription = new KafkaSubscription(subscriber, (joined, taken) => this.enter(joined, taken), {
    heads: async () => [],
    wait: async () => {},
    fatal: (error) => this.fatal.push(error),
  });

  private async enter(joined: (assigned: Joined) => void, taken: Taken): Promise<GroupMember> {
    if (this.members.length > 0 && this.refusals-- > 0) throw new Error('no broker answers');
    const member = { joined, taken, left: false };
    this.members.push(member);
    this.entrance();
    return { seek: () => {}, commit: async () => {}, leave: async () => void (member.left = true) };
  }

  entered(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.entrance = () => this.members.length >= count && resolve();
      this.entrance();
    });
  }
}

describe('a member whose client gives up', () => {
  let played: Played;
  beforeEach(async () => {
    played = new Played();
    await played.entered(1);
    played.members[0]!.joined([{ topic: 'intake', partition: 0 }]);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await played.subscription.stop();
  });
  const givesUp = (member: number, type: string) => played.members[member]!.taken.crashed(answer(type), false);

  it('because a broker said no more than that something went wrong, is followed by another, and the process goes on', async () => {
    givesUp(0, 'UNKNOWN');
    await played.entered(2);
    expect(played.members.map(({ left }) => left)).toEqual([true, false]);
    expect(played.fatal).toEqual([]);
  });

  it('is followed by another as soon as a broker answers again', async () => {
    played.refusals = 3;
    givesUp(0, 'UNKNOWN');
    await played.entered(2);
    expect(played.refusals).toBe(-1);
    expect(played.fatal).toEqual([]);
  });

  it('because it may not read any more, ends the process with the reason', () => {
    givesUp(0, 'GROUP_AUTHORIZATION_FAILED');
    expect(played.fatal.map(({ message }) => message)).toEqual(['broker answers GROUP_AUTHORIZATION_FAILED']);
    expect(played.members).toHaveLength(1);
  });

  it('again and again without ever being let in ends the process, for another to try somewhere else', async () => {
    const from = performance.now();
    givesUp(0, 'UNKNOWN');
    await played.entered(2);
    jest.spyOn(performance, 'now').mockReturnValue(from + 91_000);
    givesUp(1, 'UNKNOWN');
    expect(played.fatal).toHaveLength(1);
    expect(played.members).toHaveLength(2);
  });
});
