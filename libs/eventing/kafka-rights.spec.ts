// What brokers say of our rights, as bytes of their protocol.
import { askRights, missingRights, readRights, type Right } from './kafka-rights.ts';

const int32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};
const int16 = (n: number) => int32(n).subarray(2);
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);
const list = (...of: Buffer[]) => Buffer.concat([int32(of.length), ...of]);
const partition = Buffer.concat([int16(0), int32(0), int32(1), int32(0), list(int32(1)), list(int32(1)), list()]);
const topic = (name: string, fault: number, allowed: number) =>
  Buffer.concat([int16(fault), text(name), Buffer.from([0]), fault === 0 ? list(partition, partition) : list(), int32(allowed)]);
/** One broker without a rack, a cluster without a name. */
const answer = (...topics: Buffer[]) =>
  Buffer.concat([
    int32(0),
    list(Buffer.concat([int32(1), text('broker'), int32(9092), int16(-1)])),
    int16(-1),
    int32(1),
    list(...topics),
    int32(0),
  ]);

const READ_AND_DESCRIBE = (1 << 3) | (1 << 8);
const needed = new Map<string, Set<Right>>([
  ['a', new Set(['Read', 'Write'])],
  ['b', new Set(['Read'])],
]);

it('names the right that is missing, and the topic', () => {
  const allowed = readRights(answer(topic('a', 0, READ_AND_DESCRIBE), topic('b', 0, READ_AND_DESCRIBE)));
  expect(missingRights(needed, allowed)).toEqual(['Write on topic a']);
});

it('names every right on a topic that may not even be looked at', () => {
  const allowed = readRights(answer(topic('a', 0, -1), topic('b', 29, -(2 ** 31))));
  expect(missingRights(needed, allowed)).toEqual(['Read on topic b']);
});

it('takes a broker that does not tell, or leaves a topic out, at no word', () => {
  expect(missingRights(needed, readRights(answer(topic('a', 0, -(2 ** 31)))))).toEqual([]);
});

it('asks for topics by name, makes none, and wants to know what may be done with them', () => {
  expect(askRights(['a', 'bc'])).toEqual(Buffer.concat([list(text('a'), text('bc')), Buffer.from([0, 0, 1])]));
});
