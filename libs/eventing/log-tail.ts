// The newest records of the log as this process has seen them go by. What the relay has moved, or one group has read, the other groups need not
// ask the database for: a log's record never changes. Whoever is further behind reads the log itself.
import type { SlussEvent } from '#contracts';
import type { LogRecord, Position } from './log-transport.ts';

/** A record as it travels: its text is only opened when somebody asks for it. */
export interface Passing extends Position {
  readonly offset: number;
  readonly text: string;
  readonly trace?: string | null;
}

/** Per partition; a group that falls behind by more gains more from large batches than from this. */
const MOST = 256;

export class LogTail {
  private readonly tails = new Map<string, (Passing | LogRecord)[]>();

  /** Records of any partitions, in order within each. What does not follow on from what is here takes its place. */
  keep(records: readonly (Passing | LogRecord)[]): void {
    for (const record of records) {
      const name = `${record.topic}/${record.partition}`;
      const tail = this.tails.get(name);
      const next = tail ? tail[tail.length - 1]!.offset + 1 : 0;
      if (!tail || record.offset > next) this.tails.set(name, [record]);
      else if (record.offset === next) tail.push(record);
      if (tail && tail.length >= 2 * MOST) tail.splice(0, tail.length - MOST);
    }
  }

  /** Up to `limit` records from an offset on; empty when that one is not here. */
  from({ topic, partition }: Position, offset: number, limit: number): LogRecord[] {
    const tail = this.tails.get(`${topic}/${partition}`) ?? [];
    const first = tail.length > 0 ? offset - tail[0]!.offset : -1;
    if (first < 0) return [];
    const end = Math.min(tail.length, first + limit);
    for (let i = first; i < end; i++) tail[i] = opened(tail[i]!);
    return tail.slice(first, end) as LogRecord[];
  }
}

const opened = (record: Passing | LogRecord): LogRecord => {
  if ('event' in record) return record;
  const { topic, partition, offset, text, trace } = record;
  return { topic, partition, offset, event: JSON.parse(text) as SlussEvent, trace };
};
