// How an event stands in a Kafka record: CloudEvents' Kafka binding in binary mode (attributes as `ce_*` headers, data as the value), with a
// W3C traceparent and a signature. Reading never throws: what is not an event of ours becomes a fault that an operator can read. Pure.
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { cloudEventType, parseCloudEventType, type SlussEvent, type Topic } from '#contracts';
import { traceIn, traceparentOf } from './trace.ts';

export interface KafkaRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  /** A header that comes several times has several values. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export type ReadRecord = { readonly event: SlussEvent; readonly trace: string | null } | { readonly fault: string };

/** Larger than any event of ours by far; a topic of ours takes no larger record either. */
export const MAX_RECORD_BYTES = 1_000_000;
const MAX_HEADERS = 40;

export type TopicKind = 'log' | 'dead letters';

/**
 * Uncompressed in the log: the broker then unpacks what producers send, and refuses what is too large when unpacked. Stamped by the broker: it refuses a
 * producer's own stamp that is more than an hour ahead of its clock, and one wrong clock would keep a role's events from leaving.
 */
export const topicConfig = (kind: TopicKind, replication: number): { name: string; value: string }[] =>
  Object.entries({
    'max.message.bytes': String(MAX_RECORD_BYTES + 50_000),
    'compression.type': 'uncompressed',
    'message.timestamp.type': 'LogAppendTime',
    'min.insync.replicas': String(Math.max(1, replication - 1)),
    'retention.ms': kind === 'log' ? '-1' : String(365 * 86_400_000),
  }).map(([name, value]) => ({ name, value }));

export const topicName = (prefix: string, topic: Topic): string => `${prefix}.${topic}.v1`;
export const deadLetterTopicName = (prefix: string, topic: Topic, group: string): string => `${topicName(prefix, topic)}.dlq.${group}`;

/** What is stored is what is told, also when nobody could read it: the reader says so, and the others of its key wait behind it. */
export function writeRecord(
  event: SlussEvent,
  topic: Topic,
  key: Buffer,
  {
    value = Buffer.from(JSON.stringify(event.data ?? null)),
    trace = null,
  }: { readonly value?: Buffer; readonly trace?: string | null } = {},
): { key: string; value: Buffer; headers: Record<string, string> } {
  const told: Record<string, string | null | undefined> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: `/sluss/${topic}`,
    ce_type: cloudEventType(event.type, event.version),
    ce_subject: event.key,
    ce_time: event.occurredAt,
    ce_dataschema: `/docs/events/${event.type}.v${event.version}.json`,
    ce_recordedtime: event.recordedAt,
    ce_actor: event.actor,
    ce_causeid: event.causedBy,
    'content-type': 'application/json',
    traceparent: traceparentOf(event, trace),
  };
  const headers = Object.fromEntries(
    Object.entries(told).flatMap(([name, text]) => (text === undefined || text === null ? [] : [[name, String(text)]])),
  );
  const recordKey = String(event.key ?? '');
  return { key: recordKey, value, headers: { ...headers, ce_signature: sign(headers, recordKey, value, topic, key) } };
}

export function readRecord(record: KafkaRecord, topic: Topic, key: Buffer): ReadRecord {
  const { value } = record;
  if (value === null) return { fault: 'a tombstone: nothing of a log of events is ever deleted by its key' };
  if (value.byteLength > MAX_RECORD_BYTES) return { fault: `too large: ${value.byteLength} bytes` };
  const entries = Object.entries(record.headers);
  if (entries.length > MAX_HEADERS) return { fault: `too many headers: ${entries.length}` };
  const many = entries.find(([, header]) => typeof header !== 'string');
  if (many) return { fault: `header ${shown(many[0])} comes several times` };
  return readSigned(record.key, value, record.headers as Readonly<Record<string, string>>, topic, key);
}

function readSigned(
  recordKey: string | null,
  value: Buffer,
  headers: Readonly<Record<string, string>>,
  topic: Topic,
  key: Buffer,
): ReadRecord {
  if (headers.ce_specversion !== '1.0' || headers.ce_type === undefined)
    return { fault: 'not a CloudEvent: no ce_specversion 1.0 and ce_type' };
  if (headers.ce_signature === undefined) return { fault: 'not signed: from a producer that does not hold the key' };
  if (!sameText(headers.ce_signature, sign(headers, recordKey ?? '', value, topic, key)))
    return { fault: `signature does not fit: changed on its way, signed by another key, or not said by ${topic}` };
  if (headers.ce_source !== `/sluss/${topic}`) return { fault: `said by ${shown(headers.ce_source ?? '')}, not by ${topic}` };
  const data = parsed(value);
  if (data === undefined) return { fault: 'the value is not JSON' };
  // From here on it is ours: what is wrong with it is said where events are opened.
  const named = parseCloudEventType(headers.ce_type) ?? { type: headers.ce_type, version: 0 };
  return {
    event: {
      id: headers.ce_id ?? '',
      ...named,
      key: recordKey ?? '',
      occurredAt: headers.ce_time ?? '',
      recordedAt: headers.ce_recordedtime ?? '',
      causedBy: headers.ce_causeid ?? null,
      actor: headers.ce_actor ?? '',
      data,
    },
    trace: traceIn(headers.traceparent),
  };
}

/** Over everything that counts: HMAC-SHA256 with a key of the topic's own, so that one topic's record is none in another. */
function sign(headers: Readonly<Record<string, string>>, recordKey: string, value: Buffer, topic: Topic, key: Buffer): string {
  const told = ['ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_recordedtime', 'ce_actor', 'ce_causeid'].map((name) => headers[name] ?? '');
  return createHmac('sha256', keyOf(topic, key))
    .update(JSON.stringify([...told, recordKey]))
    .update(value)
    .digest('base64url');
}

const topicKeys = new WeakMap<Buffer, Map<Topic, KeyObject>>();

/** Made once: a key in use all the time costs as much to derive as to sign with. */
function keyOf(topic: Topic, key: Buffer): KeyObject {
  const known = topicKeys.get(key) ?? new Map<Topic, KeyObject>();
  topicKeys.set(key, known);
  const ofTopic = known.get(topic) ?? createSecretKey(createHmac('sha256', key).update(`topic ${topic}`).digest());
  known.set(topic, ofTopic);
  return ofTopic;
}

function sameText(a: string, b: string): boolean {
  const [given, right] = [Buffer.from(a), Buffer.from(b)];
  return given.length === right.length && timingSafeEqual(given, right);
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Foreign text is shown short and plain: it ends in a list that people read. */
const shown = (text: string) => JSON.stringify(text.slice(0, 60).replace(/[^\x20-\x7e]/g, '?'));
