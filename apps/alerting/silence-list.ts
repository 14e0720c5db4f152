// Silences in force, for whoever may see the alerts they cover.
import { Inject, Injectable } from '@nestjs/common';
import type { Asker, SilenceItem } from '#contracts';
import { CLOCK, ProblemError, RawCipher, type Clock } from '#platform';
import { DataSource } from 'typeorm';
import type * as z from 'zod';

type Item = z.infer<typeof SilenceItem>;
interface Row {
  readonly silence_id: string;
  readonly rule: Item['rule'];
  readonly municipality: string | null;
  readonly sealed_reason: Buffer;
  readonly author: string;
  readonly from_at: Date;
  readonly until_at: Date;
}

@Injectable()
export class SilenceList {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RawCipher) private readonly cipher: RawCipher,
  ) {}

  /** Soonest to end first. The cursor is how many have been read: silences are few and last a week at most. */
  async list(
    asker: Asker,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: Item[]; next: string | null; total: number }> {
    const offset = offsetOf(cursor);
    const own = asker.role === 'placement' ? asker.organisation : null;
    const rows: Row[] = await this.dataSource.query(
      `select silence_id, rule, municipality, sealed_reason, author, from_at, until_at from alerting.silence
       where ended_at is null and until_at > $1 and ($2::text is null or municipality = $2) order by until_at, silence_id`,
      [this.clock.now(), own],
    );
    const items = rows.slice(offset, offset + limit).map((r) => ({
      silenceId: r.silence_id,
      rule: r.rule,
      municipality: r.municipality,
      reason: this.cipher.open(r.sealed_reason).toString(),
      author: r.author,
      from: r.from_at.toISOString(),
      until: r.until_at.toISOString(),
    }));
    return { items, next: offset + limit < rows.length ? String(offset + limit) : null, total: rows.length };
  }
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,6}$/.test(cursor)) throw new ProblemError('bad-cursor');
  return Number(cursor);
}
