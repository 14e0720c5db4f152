import { EventEmitter, once, setMaxListeners } from 'node:events';
import type { Topic } from '#contracts';
import { Batches } from './batches.ts';
import { Fenced } from './consumer.ts';
import { defineGroup } from './group.ts';
import { nameOf, type LogRecord } from './log-transport.ts';

const records = (partition: number, count = 1, topic: Topic = 'intake'): LogRecord[] =>
  Array.from({ length: count }, (_, offset) => ({ topic, partition, offset, event: {} as LogRecord['event'] }));
const theirs = new AbortController().signal;
setMaxListeners(0, theirs);

/** Shows what goes through together, and lets each transaction end when the story wants it to. */
function desk({ batchSize = 10, concurrency = 2 } = {}) {
  const group = defineGroup({ name: 'flow.seen', role: 'flow', topics: ['intake'], batchSize, concurrency });
  const begun: string[][] = [];
  const ends: { done(): void; fail(error: Error): void }[] = [];
  const heard = new EventEmitter();
  const batches = new Batches({
    group,
    handle: (all, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        begun.push([...new Set(all.map(nameOf))]);
        ends.push({ done: resolve, fail: reject });
        heard.emit('begun');
      }),
  });
  const begins = async (count: number) => {
    while (begun.length < count) await once(heard, 'begun');
    return begun.slice(0, count);
  };
  return { batches, begun, begins, ends };
}

describe('what several partitions have ready', () => {
  it('goes through one transaction when it came with the same news', async () => {
    const { batches, begins, ends } = desk();
    const all = Promise.all([0, 3, 5].map((partition) => batches.handle(records(partition, 2), theirs)));
    expect(await begins(1)).toEqual([['intake/0', 'intake/3', 'intake/5']]);
    ends[0]!.done();
    await all;
  });

  it('gathers while one is under way, and goes through together after it', async () => {
    const { batches, begins, ends } = desk();
    const first = batches.handle(records(0), theirs);
    await begins(1);
    const later = [1, 2].map((partition) => batches.handle(records(partition), theirs));
    ends[0]!.done();
    await first;
    expect(await begins(2)).toEqual([['intake/0'], ['intake/1', 'intake/2']]);
    ends[1]!.done();
    await Promise.all(later);
  });

  it('goes side by side with what is under way when there is enough of it, at most as many as the group wants', async () => {
    const { batches, begun, begins, ends } = desk({ batchSize: 10, concurrency: 2 });
    const all = [0, 1, 2].map((partition) => batches.handle(records(partition, 10), theirs));
    expect(await begins(2)).toEqual([['intake/0'], ['intake/1']]);
    expect(begun).toHaveLength(2);
    ends[1]!.done();
    expect((await begins(3))[2]).toEqual(['intake/2']);
    for (const end of ends) end.done();
    await Promise.all(all);
  });

  it('is no more than a batch, and a partition that has more than that has one of its own', async () => {
    const { batches, begins, ends } = desk({ batchSize: 10, concurrency: 1 });
    const all = [records(0, 6), records(1, 4), records(2, 30), records(3, 1)].map((each) => batches.handle(each, theirs));
    for (let n = 1; n <= 3; n++) {
      await begins(n);
      ends[n - 1]!.done();
    }
    expect(await begins(3)).toEqual([['intake/0', 'intake/1'], ['intake/2'], ['intake/3']]);
    await Promise.all(all);
  });

  it('goes with what is of its own topic, and in turn', async () => {
    const { batches, begins, ends } = desk({ concurrency: 1 });
    const waiting = [records(0), records(0, 1, 'placement'), records(1), records(1, 1, 'placement')];
    const all = waiting.map((each) => batches.handle(each, theirs));
    await begins(1);
    ends[0]!.done();
    expect(await begins(2)).toEqual([
      ['intake/0', 'intake/1'],
      ['placement/0', 'placement/1'],
    ]);
    ends[1]!.done();
    await Promise.all(all);
  });

  it('is tried one by one when somebody else has taken over one of them: the others are still ours', async () => {
    const { batches, begins, ends } = desk();
    const all = Promise.allSettled([0, 1, 2].map((partition) => batches.handle(records(partition), theirs)));
    await begins(1);
    ends[0]!.fail(new Fenced('intake/1 is not where it was left'));
    for (let n = 2; n <= 4; n++) {
      await begins(n);
      if (n === 3) ends[n - 1]!.fail(new Fenced('intake/1'));
      else ends[n - 1]!.done();
    }
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('goes on without one whose term has ended in the middle of it', async () => {
    const { batches, begins, ends } = desk();
    const term = new AbortController();
    const all = Promise.allSettled([batches.handle(records(0), term.signal), batches.handle(records(1), theirs)]);
    await begins(1);
    term.abort();
    expect(await begins(2)).toEqual([['intake/0', 'intake/1'], ['intake/1']]);
    ends[1]!.done();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
