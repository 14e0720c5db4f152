import { numbered } from './contract-rig.ts';
import { LogTail } from './log-tail.ts';

describe('the tail of the log', () => {
  const at = { topic: 'intake' as const, partition: 3 };
  const event = numbered('p', 1);
  const passing = (offset: number) => ({ ...at, offset, text: JSON.stringify(event) });
  const read = (offset: number) => ({ ...at, offset, event });
  const offsets = (tail: LogTail, from: number, limit = 1000) => tail.from(at, from, limit).map((record) => record.offset);

  it('answers what went by, from any offset that is still there, and no more than was asked for', () => {
    const tail = new LogTail();
    tail.keep([passing(5), passing(6), passing(7)]);
    tail.keep([read(8)]);
    expect(offsets(tail, 5)).toEqual([5, 6, 7, 8]);
    expect(offsets(tail, 6, 2)).toEqual([6, 7]);
    expect(tail.from(at, 7, 1)).toEqual([read(7)]);
    expect(offsets(tail, 9)).toEqual([]);
  });

  it('has nothing for whoever is further behind, nor for another partition or topic', () => {
    const tail = new LogTail();
    tail.keep([passing(5)]);
    expect(offsets(tail, 4)).toEqual([]);
    expect(tail.from({ ...at, partition: 4 }, 5, 10)).toEqual([]);
    expect(tail.from({ ...at, topic: 'flow' }, 5, 10)).toEqual([]);
  });

  it('never bridges a gap, and hears the same again or something older without harm', () => {
    const tail = new LogTail();
    tail.keep([passing(5), passing(6), passing(5), read(6), read(2)]);
    expect(offsets(tail, 5)).toEqual([5, 6]);
    tail.keep([passing(9)]);
    expect([offsets(tail, 5), offsets(tail, 9)]).toEqual([[], [9]]);
  });

  it('keeps the newest only', () => {
    const tail = new LogTail();
    for (let offset = 0; offset < 5000; offset++) tail.keep([passing(offset)]);
    expect(offsets(tail, 4800, 10_000)).toHaveLength(200);
    expect(offsets(tail, 4000)).toEqual([]);
  });
});
