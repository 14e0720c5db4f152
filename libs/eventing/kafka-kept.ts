// What is kept of a Kafka record that no event could be made of: enough to look at it again when the cause is mended, and to tell it on. Pure.
import type { SlussEvent, Topic } from '#contracts';
import { readRecord, type KafkaRecord } from './kafka-record.ts';
import type { LogRecord } from './log-transport.ts';

export type Kept = KafkaRecord;

interface Stored {
  readonly kafka: {
    readonly key: string | null;
    readonly headers: KafkaRecord['headers'];
    /** base64; cut off after 64 KiB, since it will not be read again then. */
    readonly value: string | null;
    readonly bytes: number;
  };
}

const KEEP_BYTES = 64 * 1024;
const KEEP_HEADERS = 40;

/** The event of a record, or what is kept in its place with the reason. */
export function keptRecord(record: KafkaRecord, topic: Topic, key: Buffer): Pick<LogRecord, 'event' | 'fault' | 'trace'> {
  const read = readRecord(record, topic, key);
  return 'event' in read ? read : { event: stored(record) as unknown as SlussEvent, fault: read.fault };
}

function stored({ key, value, headers }: KafkaRecord): Stored {
  const few = Object.entries(headers).slice(0, KEEP_HEADERS);
  return {
    kafka: {
      key: key === null ? null : plain(key).slice(0, 200),
      headers: Object.fromEntries(
        few.map(([name, header]) => [
          plain(name).slice(0, 100),
          typeof header === 'string' ? plain(header).slice(0, 1000) : header.map((h) => plain(h).slice(0, 200)).slice(0, 5),
        ]),
      ),
      value: value === null ? null : value.subarray(0, KEEP_BYTES).toString('base64'),
      bytes: value?.byteLength ?? 0,
    },
  };
}

/** Null for an event that could be read. */
export function readKept(event: unknown): Kept | null {
  const kafka = (event as Partial<Stored> | null)?.kafka;
  if (kafka === undefined || typeof kafka !== 'object') return null;
  return { key: kafka.key, headers: kafka.headers, value: kafka.value === null ? null : Buffer.from(kafka.value, 'base64') };
}

/** The database's JSON cannot hold a NUL. */
const plain = (text: string) => text.replaceAll('\0', '\u{fffd}');

/** As kafkajs hands a record out. */
export const keptOf = ({ key, value, headers }: { key: Buffer | null; value: Buffer | null; headers?: Record<string, unknown> }): Kept => ({
  key: key === null ? null : key.toString('utf8'),
  value,
  headers: Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, header]) => [name, Array.isArray(header) ? header.map(String) : String(header ?? '')]),
  ),
});
