// The AsyncAPI 3 document, made from the event catalogue: one channel per topic, one message per event type and version.
import { catalog, type Topic, topicNames, topics } from './event-catalog.ts';
import { cloudEventType } from './envelope.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** Who reads each topic, beside whoever subscribes from outside. */
const readers: Record<Topic, readonly string[]> = {
  intake: ['flow'],
  flow: ['placement', 'alerting', 'gateway'],
  placement: ['flow', 'alerting', 'gateway'],
  alerting: ['gateway'],
};

const entriesOf = (topic: Topic) => [...catalog.values()].filter((entry) => entry.topic === topic);
const messageId = (entry: { type: string; version: number }) => `${entry.type}.v${entry.version}`;

function messages(topic: Topic) {
  return Object.fromEntries(
    entriesOf(topic).map((entry) => [
      messageId(entry),
      {
        name: cloudEventType(entry.type, entry.version),
        title: entry.type,
        contentType: 'application/json',
        headers: { $ref: '#/components/schemas/recordHeaders' },
        bindings: { kafka: { key: { type: 'string', description: 'The ordering key' } } },
        payload: jsonSchemaOf(entry.schema, 'input'),
      },
    ]),
  );
}

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const instant = (description: string) => text(description, { format: 'date-time' });

/** The headers of a record: CloudEvents' Kafka binding in binary mode, with extensions of our own. */
const recordHeaders = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_subject',
    'ce_time',
    'ce_recordedtime',
    'ce_actor',
    'ce_signature',
    'content-type',
  ],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: text('A uuid. Two records with the same id are the same event.', { format: 'uuid' }),
    ce_source: text('The role that says it', { pattern: '^/sluss/[a-z]+$' }),
    ce_type: text('Type and major version', { pattern: '^se\\.sluss\\.[A-Za-z]+\\.v[0-9]+$' }),
    ce_subject: text('The ordering key, which is the record’s key: a patient, journey, unit or alert by an opaque id'),
    ce_time: instant('When it happened, at the bedside'),
    ce_recordedtime: instant('When Sluss came to know; derived events inherit it from their cause'),
    ce_actor: text('Who said it: `source:<id>`, `user:<login>` or `rule:<id>`'),
    ce_causeid: text('Id of the event it follows from'),
    ce_dataschema: text('Where the schema of the data is'),
    ce_signature: text('HMAC-SHA256 of attributes and data; records without it are put aside by every reader of ours'),
    'content-type': { const: 'application/json' },
    traceparent: text('W3C Trace Context', { pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' }),
  },
};

/** `prefix`: first part of every topic's name (KAFKA_PREFIX). */
export function asyncApiDocument(version: string, prefix = 'sluss') {
  const operation = (topic: Topic, action: 'send' | 'receive') => ({ action, channel: { $ref: `#/channels/${topic}` } });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Sluss events',
      version,
      description:
        'CloudEvents 1.0. Ids are opaque: no event holds a name, an identity number or an address. ' +
        'Events that carry a view carry it whole with a revision: keep the highest. Delivery is at least once, in order per key.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topicNames.map((topic) => [
        topic,
        { address: `${prefix}.${topic}.v1`, title: topic, description: topics[topic].description, messages: messages(topic) },
      ]),
    ),
    operations: Object.fromEntries(
      topicNames.flatMap((topic) => [
        [`${topic}.send`, { ...operation(topic, 'send'), summary: `${topic} says` }],
        ...readers[topic].map((reader) => [
          `${reader}.receive.${topic}`,
          { ...operation(topic, 'receive'), summary: `${reader} reads ${topic}` },
        ]),
      ]),
    ),
    components: { schemas: { recordHeaders } },
  };
}
