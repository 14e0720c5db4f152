// The AsyncAPI 3 document, made from the event catalogue: one channel per topic, one message per event type and version.
import { catalog, type Topic, topicNames, topics } from './event-catalog.ts';
import { CloudEvent, cloudEventType } from './envelope.ts';
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
        headers: { $ref: '#/components/schemas/cloudEventHeaders' },
        payload: jsonSchemaOf(entry.schema, 'input'),
      },
    ]),
  );
}

export function asyncApiDocument(version: string) {
  const { data: _, ...headers } = (jsonSchemaOf(CloudEvent, 'input') as { properties: Record<string, unknown> }).properties;
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
        { address: topic, title: topic, description: topics[topic].description, messages: messages(topic) },
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
    components: { schemas: { cloudEventHeaders: { type: 'object', properties: headers } } },
  };
}
