// Appends events to streams and to the outbox, in the caller's transaction. One instance per role, on the role's own schema.
import type { SlussEvent } from '#contracts';
import type { EntityManager } from 'typeorm';
import type { Role } from './group.ts';

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

export interface StreamEntry {
  readonly stream: string;
  readonly expectedVersion: 'any';
  readonly events: readonly SlussEvent[];
}

export interface ChainFault {
  readonly stream: string;
  readonly version: number;
  readonly fault: 'altered' | 'missing' | 'head';
}

export class EventStore {
  constructor(readonly role: Role) {}

  /** Events whose id is already stored are left out, so that repeating an append changes nothing. Throws VersionConflict and InvalidEvent. */
  append(
    _em: EntityManager,
    _stream: string,
    _expectedVersion: number | 'any',
    _events: readonly SlussEvent[],
  ): Promise<{ version: number }> {
    throw new Error('under construction');
  }

  /** Many streams at once, for batch consumers and intake. */
  appendMany(_em: EntityManager, _entries: readonly StreamEntry[]): Promise<void> {
    throw new Error('under construction');
  }

  /** `version` is 0 and `events` is empty for a stream nobody has written to. */
  read(_em: EntityManager, _stream: string): Promise<{ version: number; events: SlussEvent[] }> {
    throw new Error('under construction');
  }

  /** Recomputes the hash chain of one stream, or of all. */
  verifyChain(_em: EntityManager, _stream?: string): Promise<{ streams: number; events: number; faults: ChainFault[] }> {
    throw new Error('under construction');
  }
}
