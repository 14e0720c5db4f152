// The port between services: an ordered log of partitions per topic. Implemented in memory and on PostgreSQL; made so that a broker
// can stand behind it. Offsets that count are the consumer's own (`consumer_offset`, in the same transaction as its results).
import type { SlussEvent, Topic } from '#contracts';
import type { DataSource } from 'typeorm';
import type { Group, Role } from './group.ts';

/** Changing it moves keys between partitions, which breaks their order: only with an empty log. */
export const PARTITIONS = 8;

export interface Position {
  readonly topic: Topic;
  readonly partition: number;
}

/** How a partition is called in maps and messages. */
export const nameOf = ({ topic, partition }: Position): string => `${topic}/${partition}`;

export interface LogRecord extends Position {
  readonly offset: number;
  readonly event: SlussEvent;
  /** Of what it followed from in the end; null when nobody told. */
  readonly trace?: string | null;
  /** Why no event could be made of what lies there; `event` is then that which lies there, as far as it can be kept. */
  readonly fault?: string;
}

/** Next offset to be written (a head) or to be read (a place to go on from). */
export interface OffsetAt extends Position {
  readonly offset: number;
}

export interface Outbox {
  readonly role: Role;
  readonly dataSource: DataSource;
}

export interface Buried {
  readonly record: LogRecord;
  readonly reason: string;
}

/** The consumer's side of a subscription. */
export interface Subscriber {
  readonly group: Group;
  /** Takes over all partitions given, fencing whoever had them; answers where to go on. */
  claim(partitions: readonly Position[]): Promise<readonly OffsetAt[]>;
  /**
   * Resolves when the records (of one topic and any of its partitions, in order within each) are committed or parked: all of them, in one transaction as long
   * as nothing is wrong with any. Rejects with `Fenced` when somebody else has taken over one of the partitions.
   */
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void>;
  /** Where the group stands, whoever of it is at work. */
  offsets(): Promise<readonly OffsetAt[]>;
  /** Whether an event with this id has been handled or parked. */
  knows(eventId: string): Promise<boolean>;
  /** Goes on from another offset, for a partition that was claimed: the log is not the one that was read before. */
  moveTo(at: OffsetAt): Promise<void>;
}

export interface Subscription {
  /** Resolves when everything in the log at the time of the call, and what came meanwhile, is behind this group; at once while it is held. */
  caughtUp(): Promise<void>;
  /** Asks the subscriber again where to go on (after a replay was ordered). */
  rewind(): void;
  /** Lets what comes gather until the answer is called. Not every log can. */
  hold?(): () => void;
  /** Lets the running batches finish, then ends. */
  stop(): Promise<void>;
  /** What keeps it from being served, in words; null when nothing does. Left out where it cannot be cut off from its log. */
  trouble?(): string | null;
}

export interface LogTransport {
  /** Moves up to `limit` of the outbox's oldest rows into the log, in order of their ids. Answers how many. */
  drain(outbox: Outbox, limit: number): Promise<number>;
  subscribe(subscriber: Subscriber): Promise<Subscription>;
  heads(topics: readonly Topic[]): Promise<readonly OffsetAt[]>;
  /** How long the oldest of the records at these offsets has been in the log, in milliseconds. */
  oldestMs(at: readonly OffsetAt[]): Promise<number | null>;
  /** Makes or verifies what the log is kept in. Throws an Error that names the setting and what to do. */
  prepare?(roles: readonly Role[], groups: readonly Group[]): Promise<void>;
  /** Tells those outside of records that were parked; before the parking is committed, so perhaps more than once. */
  bury?(group: Group, parked: readonly Buried[]): Promise<void>;
  /** Looks again at what could not be read before. */
  reread?(record: LogRecord): LogRecord;
  close(): Promise<void>;
}
