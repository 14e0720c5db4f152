// What passes between a member of a consumer group and the client that speaks for it.
import type { LogRecord, OffsetAt, Position } from './log-transport.ts';
import type { Observer } from './observer.ts';
import type { Wait } from './wait.ts';

export type Joined = readonly Position[];

/** A fetched batch of one partition. */
export interface FetchedBatch extends Position {
  readonly first: number | null;
  readonly high: number;
  /** Decoded when asked for: a batch that is not the next one need not be. */
  records(): readonly (LogRecord & { readonly at: number })[];
  /** Rejects when the member has lost its place in the group. */
  heartbeat(): Promise<void>;
  resolve(offset: number): void;
  over(): boolean;
}

/** What happens to a member. */
export interface Taken {
  batch(batch: FetchedBatch): Promise<void>;
  heartbeat(): void;
  rebalancing(): void;
  crashed(error: Error, restart: boolean): void;
}

export interface GroupMember {
  seek(at: OffsetAt): void;
  commit(at: readonly OffsetAt[]): Promise<void>;
  leave(): Promise<void>;
}

export interface End extends Position {
  readonly low: number;
  readonly high: number;
}

export interface Surroundings {
  heads(): Promise<readonly End[]>;
  readonly observer?: Observer;
  readonly fatal?: (error: Error) => void;
  readonly wait?: Wait;
}
