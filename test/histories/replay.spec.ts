// What each release left in the log is read by this version: every event is understood, nobody is put aside, and the read models come out as they were.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeEvent, type SlussEvent } from '#contracts';
import { startProcess } from '#platform';
import { testDatabase } from '#testing';
import { readModelHash } from '../../apps/gateway/read-model/hash.ts';
import { gatewayRole } from '../../apps/gateway/role.ts';
import { KEY, TOKEN } from '../running.ts';

interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly event: SlussEvent<string, Record<string, unknown>>;
}

/** `0.1.0/seed-12` and so on. */
const histories = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => basename(path) === 'expected.json')
  .map(dirname);

/** Builds the read models of these records from nothing. `parked`: events that could not be read. */
async function readModelsOf(records: readonly Line[]): Promise<{ hash: string; parked: number }> {
  const db = await testDatabase([]);
  const env = { DATABASE_URL: db.url, PORT: '0', SLUSS_TOKEN: TOKEN, SLUSS_KEY: KEY, SLUSS_LOG: 'error', SLUSS_DEMO: 'off' };
  const gateway = await startProcess([gatewayRole], { env });
  try {
    await db.dataSource.query(
      `with r as materialized (select * from json_to_recordset($1::json) as r(topic text, partition smallint, "offset" bigint, event json)),
       written as (insert into bus.log (topic, part, off, event) select topic, partition, "offset", event from r)
       insert into bus.log_head (topic, part, next_off) select topic, partition, max("offset") + 1 from r group by 1, 2`,
      [JSON.stringify(records)],
    );
    await gateway.eventing.settled();
    const [{ parked }] = await db.dataSource.query('select count(*)::int as parked from gateway.dead_letter');
    return { hash: await db.dataSource.transaction((em) => readModelHash(em)), parked };
  } finally {
    await gateway.close();
    await db.drop();
  }
}

describe.each(histories)('the history of %s', (folder) => {
  const log = gunzipSync(readFileSync(join(__dirname, folder, 'log.ndjson.gz'))).toString('utf8');
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const expected = JSON.parse(readFileSync(join(__dirname, folder, 'expected.json'), 'utf8')) as { records: number; readModels: string };

  it('is understood, event by event', () => {
    expect(lines).toHaveLength(expected.records);
    const strange = lines.map(({ event }) => decodeEvent(event)).filter((decoded) => !decoded.ok);
    expect(strange).toEqual([]);
  });

  it('gives the read models it gave then', async () => {
    expect(await readModelsOf(lines)).toEqual({ hash: expected.readModels, parked: 0 });
  });

  it('and would not, if this version read one event of it otherwise', async () => {
    const at = lines.findLastIndex(({ event }) => event.type === 'JourneyRevised');
    const { journey } = lines[at]!.event.data as { journey: Record<string, unknown> };
    const otherwise = {
      ...lines[at]!,
      event: { ...lines[at]!.event, data: { ...lines[at]!.event.data, journey: { ...journey, facility: 'elsewhere' } } },
    };
    expect((await readModelsOf(lines.with(at, otherwise))).hash).not.toBe(expected.readModels);
  });
});
