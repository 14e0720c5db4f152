// Writes down what a seed left in the log, for later versions to read: `npm run simulate -- --seed 7 --record test/histories/0.1.0`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { topicNames } from '#contracts';
import { readModelHash } from '../../apps/gateway/read-model/hash.ts';
import type { World } from './world.ts';

/** A record a line in `log.ndjson.gz`, in order within each partition, and in `expected.json` what the read models made of them hash to. */
export async function record(world: World, folder: string): Promise<void> {
  const lines: string[] = [];
  for (const head of await world.heads(topicNames)) {
    for (let offset = 0; offset < head.offset;) {
      const records = await world.log.read(head, offset, 500);
      if (records.length === 0) throw new Error(`${head.topic}/${head.partition} has a gap at ${offset}`);
      for (const { topic, partition, event } of records) lines.push(JSON.stringify({ topic, partition, offset: offset++, event }));
    }
  }
  const readModels = await world.reader.transaction((em) => readModelHash(em));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.ndjson.gz'), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify({ records: lines.length, readModels }, null, 2)}\n`);
}
