// What we may do with topics, as the brokers themselves answer it (KIP-430), held against what we must: a right that is missing is told at the
// start, by its name, and not when the first event is to be put aside. kafkajs asks in a version that does not answer it. Pure.

export type Right = 'Read' | 'Write';

/** Numbers that Kafka's protocol gives to operations: bits of what is answered. */
const BIT: Readonly<Record<Right, number>> = { Read: 1 << 3, Write: 1 << 4 };
/** An answer of a broker that does not tell. */
const UNTOLD = -(2 ** 31);
/** May not even be looked at: whether it is there is not told either. */
const NOT_AUTHORIZED = 29;

export const METADATA = { apiKey: 3, apiName: 'Metadata', apiVersion: 8 } as const;

/** By topic; null where the broker does not tell. */
export type Allowed = ReadonlyMap<string, number | null>;

/** Asks for what may be done with these topics, and makes none. */
export function askRights(topics: readonly string[]): Buffer {
  const names = topics.map((topic) => Buffer.from(topic, 'utf8'));
  const count = Buffer.alloc(4);
  count.writeInt32BE(names.length);
  const sized = names.map((name) => Buffer.concat([Buffer.from([name.length >> 8, name.length & 255]), name]));
  return Buffer.concat([count, ...sized, Buffer.from([0, 0, 1])]);
}

export function readRights(answer: Buffer): Allowed {
  let at = 0;
  const int32 = () => answer.readInt32BE((at += 4) - 4);
  const int16 = () => answer.readInt16BE((at += 2) - 2);
  const string = () => {
    const length = int16();
    if (length < 0) return '';
    return answer.toString('utf8', at, (at += length));
  };
  const each = <T>(read: () => T): T[] => Array.from({ length: Math.max(0, int32()) }, read);
  const broker = () => [int32(), string(), int32(), string()];
  const partition = () => [int16(), int32(), int32(), int32(), each(int32), each(int32), each(int32)];
  const topic = (): [string, number | null] => {
    const fault = int16();
    const name = string();
    at += 1;
    each(partition);
    const allowed = int32();
    return [name, fault === NOT_AUTHORIZED ? 0 : allowed === UNTOLD ? null : allowed];
  };
  int32();
  each(broker);
  string();
  int32();
  return new Map(each(topic));
}

/** In words for whoever gives rights, by topic; empty when nothing is missing or nothing is known. */
export function missingRights(needed: ReadonlyMap<string, ReadonlySet<Right>>, allowed: Allowed): string[] {
  return [...needed].flatMap(([topic, rights]) => {
    const bits = allowed.get(topic) ?? null;
    return bits === null ? [] : [...rights].filter((right) => (bits & BIT[right]) === 0).map((right) => `${right} on topic ${topic}`);
  });
}
