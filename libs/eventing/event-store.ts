// Appends events to streams and to the outbox, in the caller's transaction. One instance per role, on the role's own schema.
// Writing to a stream first locks its head row and only then numbers the outbox rows: that is what keeps events of one key in order.
import { catalog, decodeEvent, type SlussEvent } from '#contracts';
import type { EntityManager } from 'typeorm';
import { appendSingles, appendSequences, type Prepared } from './append.ts';
import type { Role } from './group.ts';
import { canonicalText, digestOf } from './hash-chain.ts';
import { outboxWritten } from './outbox-signal.ts';
import { partitionOf } from './partition.ts';
import { traceOf } from './trace.ts';
import { verifyChain, type ChainReport } from './verify-chain.ts';

/** Somebody else appended to the stream first. Read it again and decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at version ${actual}, not ${expected}`);
  }
}

/** An event that the catalogue does not know in this shape: a fault in our own code, found before it is stored. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class EventStore {
  constructor(readonly role: Role) {}

  /**
   * Events whose id is already stored are left out, so that repeating an append changes nothing.
   * Throws VersionConflict (nothing is written then) and InvalidEvent. Answers the stream's version afterwards.
   */
  async append(
    em: EntityManager,
    stream: string,
    expectedVersion: number | 'any',
    events: readonly SlussEvent[],
  ): Promise<{ version: number }> {
    const expected = expectedVersion === 'any' ? null : expectedVersion;
    const prepared = events.map((event) => this.prepare(em, stream, event));
    const written =
      prepared.length === 1
        ? await appendSingles(em, this.role, prepared, expected)
        : await appendSequences(em, this.role, prepared, expected);
    const version = written.get(stream);
    if (version !== undefined) {
      outboxWritten(em, this.role);
      return { version };
    }
    const [{ version: actual, known }] = await em.query(
      `select coalesce((select version from ${this.role}.stream where stream = $1), 0) as version,
              (select count(*)::int from ${this.role}.event where id = any ($2::uuid[])) as known`,
      [stream, prepared.map((p) => p.event.id)],
    );
    if (known < prepared.length || (prepared.length === 0 && expected !== null && expected !== actual))
      throw new VersionConflict(stream, expected ?? actual, actual);
    return { version: actual };
  }

  /**
   * To many streams at once, each named by the events' keys unless told otherwise, for batch consumers and intake. They leave in the order they are given in,
   * whatever their streams. One statement when no stream gets more than one event, else three.
   */
  async appendMany<E extends SlussEvent>(em: EntityManager, events: readonly E[], streamOf: (event: E) => string = keyOf): Promise<void> {
    const prepared = events.map((event) => this.prepare(em, streamOf(event), event));
    if (prepared.length === 0) return;
    const single = new Set(prepared.map((p) => p.stream)).size === prepared.length;
    const written = single ? await appendSingles(em, this.role, prepared, null) : await appendSequences(em, this.role, prepared, null);
    if (written.size > 0) outboxWritten(em, this.role);
  }

  /** `version` is 0 and `events` is empty for a stream nobody has written to. */
  async read(em: EntityManager, stream: string): Promise<{ version: number; events: SlussEvent[] }> {
    const rows: { event: SlussEvent }[] = await em.query(`select event from ${this.role}.event where stream = $1 order by version`, [
      stream,
    ]);
    return { version: rows.length, events: rows.map((row) => row.event) };
  }

  /** Recomputes the hash chain of one stream, or of all, as they stood at one moment. `faults` is empty when nobody has touched it. */
  verifyChain(em: EntityManager, stream?: string): Promise<ChainReport> {
    if (em.queryRunner?.isTransactionActive) return verifyChain(em, this.role, stream);
    return em.dataSource.transaction('REPEATABLE READ', (at) => verifyChain(at, this.role, stream));
  }

  /** Checks against the catalogue always: measured at 2 microseconds for a fact, and a bad event can never be taken back. */
  private prepare(em: EntityManager, stream: string, event: SlussEvent): Prepared {
    const decoded = decodeEvent(event);
    if (!decoded.ok) throw new InvalidEvent(decoded.reason);
    const { topic } = catalog.get(event.type)!;
    if (topic !== this.role) throw new InvalidEvent(`${event.type} belongs to ${topic}, not to ${this.role}`);
    for (const at of [event.occurredAt, event.recordedAt]) {
      if (!isInstant(at)) throw new InvalidEvent(`${event.type}: ${JSON.stringify(at)} is not an instant in UTC with milliseconds`);
    }
    if (!UUID.test(event.id)) throw new InvalidEvent(`${event.type}: id ${JSON.stringify(event.id)} is not a uuid in lower case`);
    const text = canonicalText(decoded.event);
    return {
      stream,
      partition: partitionOf(event.key),
      event: decoded.event,
      text,
      digest: digestOf(stream, text),
      trace: traceOf(em, event),
    };
  }
}

const keyOf = ({ key }: SlussEvent): string => key;

function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
