// Signed checkpoints outside the database: the head of every stream at a moment, with a keyed hash over all of it. The chain of each stream commits to
// everything before its head, so a stream that does not hold its head as it was, lacks events or has been changed: whoever could rewrite the whole chain
// in the database, or restored an old backup, cannot make the file agree without the key.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from './group.ts';
import { verifyChain } from './verify-chain.ts';

const KEPT = 10;
const PAGE = 5000;
const NAME = /^events-(\d{13,16})\.json\.gz$/;

export interface Checkpoints {
  readonly dataSource: DataSource;
  readonly roles: readonly Role[];
  readonly folder: string;
  /** Made for this and nothing else. */
  readonly key: Buffer;
}

export interface CheckpointFault {
  readonly role: string;
  readonly stream: string | null;
  readonly version: number | null;
  readonly fault: string;
}

export interface Verified {
  readonly checkpointAt: string | null;
  readonly checkpoints: number;
  readonly events: number;
  readonly faults: readonly CheckpointFault[];
}

type Head = readonly [stream: string, version: number, hash: string];
interface Checkpoint {
  readonly at: string;
  readonly heads: Readonly<Record<string, readonly Head[]>>;
}

/** Answers the file's name. Written whole or not at all; two writers at once write two files. */
export async function writeCheckpoint({ dataSource, roles, folder, key }: Checkpoints, now: Date): Promise<string> {
  const heads = await dataSource.transaction('REPEATABLE READ', async (em) => {
    const found: Record<string, Head[]> = {};
    for (const role of roles) found[role] = await headsOf(em, role);
    return found;
  });
  const body = JSON.stringify({ at: now.toISOString(), heads } satisfies Checkpoint);
  // Not `recursive`: on file systems that refuse folders Node then tries for ever.
  for (const path of [dirname(folder), folder]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
  const name = `events-${now.getTime()}.json.gz`;
  const unfinished = join(folder, `.${name}.${randomBytes(4).toString('hex')}`);
  writeFileSync(unfinished, gzipSync(`${macOf(key, body)}\n${body}`), { mode: 0o600 });
  renameSync(unfinished, join(folder, name));
  for (const old of namesIn(folder).slice(0, -KEPT)) rmSync(join(folder, old), { force: true });
  return name;
}

/** Holds every event against its chain, and the chains against the newest checkpoint. */
export async function verifyCheckpoint({ dataSource, roles, folder, key }: Checkpoints): Promise<Verified> {
  const names = existsSync(folder) ? namesIn(folder) : [];
  const faults: CheckpointFault[] = [];
  const checkpoint = names.length > 0 ? read(join(folder, names.at(-1)!), key) : null;
  if (names.length > 0 && checkpoint === null)
    faults.push({ role: 'checkpoint', stream: null, version: null, fault: `${names.at(-1)} is not what was signed` });
  let events = 0;
  await dataSource.transaction('REPEATABLE READ', async (em) => {
    for (const role of roles) {
      const report = await verifyChain(em, role);
      events += report.events;
      faults.push(...report.faults.map((fault) => ({ role, ...fault })));
      faults.push(...(await missingHeads(em, role, checkpoint?.heads[role] ?? [])));
    }
  });
  return { checkpointAt: checkpoint?.at ?? null, checkpoints: names.length, events, faults };
}

async function headsOf(em: EntityManager, role: Role): Promise<Head[]> {
  const rows: { stream: string; version: number; hash: Buffer }[] = await em.query(
    `select stream, version, hash from ${role}.stream where version > 0 order by stream`,
  );
  return rows.map(({ stream, version, hash }) => [stream, version, hash.toString('base64')]);
}

async function missingHeads(em: EntityManager, role: Role, heads: readonly Head[]): Promise<CheckpointFault[]> {
  const faults: CheckpointFault[] = [];
  for (let from = 0; from < heads.length; from += PAGE) {
    const page = heads.slice(from, from + PAGE);
    const rows: { stream: string; hash: Buffer }[] = await em.query(
      `select stream, hash from ${role}.event join unnest($1::text[], $2::int[]) as h(stream, version) using (stream, version)`,
      [page.map(([stream]) => stream), page.map(([, version]) => version)],
    );
    const found = new Map(rows.map((row) => [row.stream, row.hash.toString('base64')]));
    for (const [stream, version, hash] of page)
      if (found.get(stream) !== hash)
        faults.push({ role, stream, version, fault: found.has(stream) ? 'not as signed' : 'signed, and gone' });
  }
  return faults;
}

const macOf = (key: Buffer, body: string): string => createHmac('sha256', key).update(body).digest('base64');
const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort((a, b) => Number(NAME.exec(a)![1]) - Number(NAME.exec(b)![1]));

/** Null when the file is not what was signed. */
function read(path: string, key: Buffer): Checkpoint | null {
  try {
    const [mac = '', body = ''] = gunzipSync(readFileSync(path))
      .toString('utf8')
      .split(/\n(.*)/s);
    const expected = Buffer.from(macOf(key, body));
    const given = Buffer.from(mac);
    return expected.length === given.length && timingSafeEqual(expected, given) ? (JSON.parse(body) as Checkpoint) : null;
  } catch {
    return null;
  }
}
