// Members of a group who join, are given partitions, do nothing with them and leave: each coming and going makes all the others begin anew.
import { newDataSource } from '#platform';
import { Consumer } from '../../libs/eventing/consumer.ts';
import { KafkaTransport } from '../../libs/eventing/kafka-transport.ts';
import type { Group } from '../../libs/eventing/group.ts';
import type { Subscriber } from '../../libs/eventing/log-transport.ts';

export interface Met {
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
}

/** Answers how to make it leave, once it is in. */
export async function passBy(group: Group, { brokers, prefix, databaseUrl }: Met): Promise<() => Promise<void>> {
  const dataSource = await newDataSource(databaseUrl, [], { size: 2 }).initialize();
  const transport = new KafkaTransport({
    brokers: brokers.split(','),
    clientId: 'sluss-passer-by',
    prefix,
    partitions: 8,
    replication: 1,
    tls: null,
    sasl: null,
    eventKey: Buffer.alloc(32),
  });
  const consumer = new Consumer(group, { dataSource, handle: async () => {} });
  const idler: Subscriber = {
    group,
    claim: (partitions) => consumer.claim(partitions),
    offsets: () => consumer.offsets(),
    knows: (id) => consumer.knows(id),
    moveTo: (at) => consumer.moveTo(at),
    handle: (_records, signal) => new Promise((_, refuse) => signal.addEventListener('abort', () => refuse(new Error('left')))),
  };
  const leave = async () => {
    await transport.close();
    await dataSource.destroy();
  };
  try {
    await transport.subscribe(idler);
    return leave;
  } catch (error) {
    await leave();
    throw error;
  }
}
