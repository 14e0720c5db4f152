// Walks the event table and recomputes every hash. Reads in pages, so a large store needs little memory.
import type { EntityManager } from 'typeorm';
import { envelopeOf, type EventRow } from './event-store.ts';
import type { Role } from './group.ts';
import { canonicalText, digestOf, link } from './hash-chain.ts';

export interface ChainFault {
  readonly stream: string;
  /** Where the chain first breaks. */
  readonly version: number;
  /** `altered`: the stored hash is not the computed one. `missing`: a version is not there. `head`: the stream's last event is not the one its head knows. */
  readonly fault: 'altered' | 'missing' | 'head';
}

export interface ChainReport {
  readonly streams: number;
  readonly events: number;
  readonly faults: ChainFault[];
}

type Row = Omit<EventRow, 'data'> & { stream: string; version: number; data: string; hash: Buffer };
interface Head {
  readonly stream: string;
  readonly version: number;
  readonly hash: Buffer;
}

const PAGE = 2000;

export async function verifyChain(em: EntityManager, role: Role, only?: string): Promise<ChainReport> {
  const heads: Head[] = await em.query(
    `select stream, version, hash from ${role}.stream where version > 0 and ($1::text is null or stream = $1)`,
    [only ?? null],
  );
  const expected = new Map(heads.map((head) => [head.stream, head]));
  const faults: ChainFault[] = [];
  const walked = new Map<string, { version: number; hash: Buffer; broken: boolean }>();
  let events = 0;
  for (let after: { stream: string; version: number } | null = null; ; ) {
    const page: Row[] = await em.query(
      `select stream, version, id, type, schema_version, key, occurred_at, recorded_at, caused_by, actor, data::text as data, hash
       from ${role}.event where ($1::text is null or stream = $1) and ($2::text is null or (stream, version) > ($2, $3))
       order by stream, version limit ${PAGE}`,
      [only ?? null, after?.stream ?? null, after?.version ?? 0],
    );
    for (const row of page) {
      const walk = walked.get(row.stream) ?? { version: 0, hash: Buffer.alloc(0), broken: false };
      walked.set(row.stream, walk);
      const hash = link(walk.hash, digestOf(row.stream, canonicalText(envelopeOf(row as unknown as EventRow), row.data)));
      const fault = row.version !== walk.version + 1 ? 'missing' : hash.equals(row.hash) ? null : 'altered';
      if (fault && !walk.broken) faults.push({ stream: row.stream, version: walk.version + 1, fault });
      walk.broken ||= fault !== null;
      walk.version = row.version;
      walk.hash = row.hash;
    }
    events += page.length;
    if (page.length < PAGE) break;
    const last = page[page.length - 1]!;
    after = { stream: last.stream, version: last.version };
  }
  for (const { stream, version, hash } of expected.values()) {
    const walk = walked.get(stream);
    if (!walk || walk.version !== version || !walk.hash.equals(hash)) faults.push({ stream, version, fault: 'head' });
  }
  for (const [stream, walk] of walked) if (!expected.has(stream)) faults.push({ stream, version: walk.version, fault: 'head' });
  return { streams: walked.size, events, faults };
}
