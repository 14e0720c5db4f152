// The least that several hops through one database can cost: each hop commits a row with a NOTIFY, and the next begins when it has been heard.
import { once } from 'node:events';
import type { Client } from 'pg';
import { connected } from './server.ts';

/** Milliseconds of each whole chain. */
export async function notifyChain(url: string, hops: number, times: number): Promise<number[]> {
  const [writer, listener] = [await connected(url), await connected(url)];
  await writer.query('create table hop (id bigint generated always as identity primary key, event json not null)');
  await listener.query('listen hop');
  const took: number[] = [];
  for (let i = 0; i < times + 10; i++) {
    const started = performance.now();
    for (let hop = 0; hop < hops; hop++) await oneHop(writer, listener, hop === 0);
    // The first ones warm up.
    if (i >= 10) took.push(performance.now() - started);
  }
  await Promise.all([writer.end(), listener.end()]);
  return took;
}

const event = JSON.stringify({ filler: 'x'.repeat(400) });

async function oneHop(writer: Client, listener: Client, durable: boolean): Promise<void> {
  const heard = once(listener, 'notification');
  await writer.query({
    name: durable ? 'durable' : 'relaxed',
    text: `with relaxed as (select set_config('synchronous_commit', '${durable ? 'on' : 'off'}', true)), row as (insert into hop (event) values ($1))
      select pg_notify('hop', 'x'), (select count(*) from relaxed)`,
    values: [event],
  });
  await heard;
}
