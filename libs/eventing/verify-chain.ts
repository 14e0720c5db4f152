// Walks the event table and recomputes every hash. Reads in pages, so a large store needs little memory.
import type { SlussEvent } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { Role } from './group.ts';
import { digestOf, link } from './hash-chain.ts';

export interface ChainFault {
  readonly stream: string;
  /** Where the chain first breaks. */
  readonly version: number;
  /** `altered`: not what was hashed. `missing`: a version is not there. `head`: the last event is not the one the stream's head knows. */
  readonly fault: 'altered' | 'missing' | 'head';
}

export interface ChainReport {
  readonly streams: number;
  readonly events: number;
  readonly faults: ChainFault[];
}

interface Row {
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly text: string;
  readonly hash: Buffer;
}

interface Walk {
  version: number;
  hash: Buffer;
  broken: boolean;
}

const PAGE = 2000;

export async function verifyChain(em: EntityManager, role: Role, only?: string): Promise<ChainReport> {
  const walked = new Map<string, Walk>();
  const faults: ChainFault[] = [];
  let events = 0;
  for await (const row of everyEvent(em, role, only ?? null)) {
    events += 1;
    const walk = walked.get(row.stream) ?? { version: 0, hash: Buffer.alloc(0), broken: false };
    walked.set(row.stream, walk);
    const fault = step(walk, row);
    if (fault && !walk.broken) faults.push({ stream: row.stream, version: walk.version, fault });
    walk.broken ||= fault !== null;
    walk.version = row.version;
  }
  const heads: { stream: string; version: number; hash: Buffer }[] = await em.query(
    `select stream, version, hash from ${role}.stream where version > 0 and ($1::text is null or stream = $1)`,
    [only ?? null],
  );
  for (const { stream, version, hash } of heads) {
    const walk = walked.get(stream);
    if (!walk || walk.version !== version || !walk.hash.equals(hash)) faults.push({ stream, version, fault: 'head' });
  }
  const headed = new Set(heads.map((head) => head.stream));
  for (const [stream, { version }] of walked) if (!headed.has(stream)) faults.push({ stream, version, fault: 'head' });
  return { streams: walked.size, events, faults };
}

function step(walk: Walk, row: Row): ChainFault['fault'] | null {
  const gap = row.version !== walk.version + 1;
  walk.version += 1;
  walk.hash = link(walk.hash, digestOf(row.stream, row.text));
  if (gap) return 'missing';
  return walk.hash.equals(row.hash) && columnsAgree(row) ? null : 'altered';
}

/** What queries use must say what the hashed text says. */
function columnsAgree(row: Row): boolean {
  const event = JSON.parse(row.text) as SlussEvent;
  return (
    event.id === row.id &&
    event.type === row.type &&
    event.key === row.key &&
    event.occurredAt === row.occurred_at.toISOString() &&
    event.recordedAt === row.recorded_at.toISOString()
  );
}

async function* everyEvent(em: EntityManager, role: Role, only: string | null): AsyncGenerator<Row> {
  for (let after: Row | null = null; ;) {
    const page: Row[] = await em.query(
      `select stream, version, id, type, key, occurred_at, recorded_at, event::text as text, hash from ${role}.event
       where ($1::text is null or stream = $1) and ($2::text is null or (stream, version) > ($2, $3)) order by stream, version limit ${PAGE}`,
      [only, after?.stream ?? null, after?.version ?? 0],
    );
    yield* page;
    if (page.length < PAGE) return;
    after = page[page.length - 1]!;
  }
}
