// The policy as it was at every moment. Each book that has been in force is kept in the database with its first moment, so that events read again
// are judged by what held when they happened, also after files have been changed; and every process of an installation reads the same.
// The first book holds for all that came before it. A new one takes effect a few seconds ahead, when every process has had time to see it.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { PolicyEntries } from '#contracts';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { CLOCK, type Clock } from '../clock.ts';
import { CONFIG, type Config } from '../config.ts';
import { newLogger } from '../logging.ts';
import { REGION, type Region } from '../region/halland.ts';
import type { PolicyBook, PolicyFault } from './policy-book.ts';
import { PolicyError, readPolicyFiles } from './policy-files.ts';

const LOOK_EVERY_MS = 2000;
/** Longer than it takes the slowest process to look. */
export const AHEAD_MS = 5000;

export class Policy1763000000003 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      -- every policy that has been in force; the first has no beginning
      create table platform.policy (version text not null, since timestamptz unique nulls not distinct, entries json not null);
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop table platform.policy');
  }
}

export interface PolicyOf {
  readonly version: string;
  /** Null for the first. */
  readonly since: string | null;
  readonly entries: PolicyEntries;
}

export type Reloaded =
  { readonly version: string; readonly since: string | null; readonly changed: boolean } | { readonly faults: readonly PolicyFault[] };

@Injectable()
export class Policies {
  private readonly log = newLogger('policy');
  /** Oldest first; until the database has been read, what the files say. */
  private history: readonly PolicyOf[];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(REGION) private readonly region: Region,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {
    this.history = [{ ...readPolicyFiles(config, region), since: null }];
  }

  /** Everything that was set at a moment; which of its entries then held is for their validity to say. */
  at(instant: string): PolicyEntries {
    return this.of(instant).entries;
  }

  of(instant: string): PolicyOf {
    return this.history.findLast((policy) => policy.since === null || policy.since <= instant) ?? this.history[0]!;
  }

  /** At the start: what the files say is in force, and what held before is remembered. */
  async open(): Promise<void> {
    const files = this.history[0]!;
    await this.look();
    await this.enter(files);
  }

  /** Reads the files again. When anything in them is wrong the old policy stays, and every fault is told. */
  async reload(): Promise<Reloaded> {
    try {
      return await this.enter(readPolicyFiles(this.config, this.region));
    } catch (error) {
      if (error instanceof PolicyError) return { faults: error.faults };
      throw error;
    }
  }

  @Interval('platform.policy', LOOK_EVERY_MS)
  async tick(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    await this.look().catch((error: Error) =>
      this.log.warn({ err: { message: error.message } }, 'policy could not be looked up, comes again'),
    );
  }

  private async enter(book: PolicyBook): Promise<Exclude<Reloaded, { faults: unknown }>> {
    const since = await this.dataSource.transaction(async (em) => {
      await em.query('lock table platform.policy in exclusive mode');
      const [newest] = await em.query('select version, since from platform.policy order by since desc nulls last limit 1');
      if (newest?.version === book.version) return { at: newest.since as Date | null, changed: false };
      const [{ at }] = await em.query(
        `insert into platform.policy (version, since, entries)
         select $1, case when exists (select from platform.policy) then greatest($2::timestamptz, (select max(since) + interval '1 ms' from platform.policy)) end, $3
         returning since as at`,
        [book.version, new Date(this.clock.now().getTime() + AHEAD_MS), JSON.stringify(book.entries)],
      );
      return { at: at as Date | null, changed: true };
    });
    await this.look();
    return { version: book.version, since: since.at?.toISOString() ?? null, changed: since.changed };
  }

  /** Reads what other processes, or earlier ones, have put in force. */
  private async look(): Promise<void> {
    const rows: { version: string; since: Date | null }[] = await this.dataSource.query(
      'select version, since from platform.policy order by since nulls first',
    );
    const known = this.history.map(({ version, since }) => nameOf({ version, since: since === null ? null : new Date(since) }));
    if (rows.length === 0 || rows.map(nameOf).join() === known.join()) return;
    const full: { version: string; since: Date | null; entries: PolicyEntries }[] = await this.dataSource.query(
      'select version, since, entries from platform.policy order by since nulls first',
    );
    this.history = full.map(({ version, since, entries }) => ({ version, since: since?.toISOString() ?? null, entries }));
  }
}

const nameOf = ({ version, since }: { version: string; since: Date | null }) => `${version}@${since?.getTime() ?? ''}`;
