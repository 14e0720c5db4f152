// A screen that stays open on one gateway whatever happens. Like a browser it comes back after the last change it heard of, and may be told to read everything
// anew; what it must not do is stand there and not have heard.
import { setTimeout as after } from 'node:timers/promises';
import { openStream } from '../../apps/gateway/testing/event-stream.ts';
import type { HardDatabase } from './database.ts';

/** Where in the log of changes each thing, by kind and id, was changed last. */
type LastChanges = ReadonlyMap<string, number>;

const nameOf = (kind: string, id: string): string => `${kind} ${id}`;
const BACK_AFTER_MS = 200;

export class Screen {
  private readonly heard = new Map<string, number>();
  /** All that had happened by then it has read. */
  private readUpTo = 0;
  private lastId: number | null = null;
  private closed = false;
  private leave = () => {};

  constructor(
    private readonly api: string,
    private readonly token: string,
  ) {
    void this.watch();
  }

  missed(changes: LastChanges): string[] {
    return [...changes].flatMap(([name, position]) =>
      Math.max(this.heard.get(name) ?? 0, this.readUpTo) < position
        ? [`a screen on ${this.api}, at ${this.lastId}, has not heard of ${name} at ${position}`]
        : [],
    );
  }

  close(): void {
    this.closed = true;
    this.leave();
  }

  private async watch(): Promise<void> {
    while (!this.closed) {
      await this.listen().catch(() => {});
      await after(BACK_AFTER_MS);
    }
  }

  private async listen(): Promise<void> {
    const headers = { authorization: `Bearer ${this.token}`, ...(this.lastId === null ? {} : { 'last-event-id': String(this.lastId) }) };
    const stream = await openStream(`${this.api}/api/v1/stream`, headers);
    this.leave = stream.close;
    if (!stream.response.ok) return stream.close();
    const ended = stream.ended.then(() => null);
    const position = await Promise.race([stream.position, ended]);
    if (this.lastId === null && position !== null) this.lastId = this.readUpTo = position;
    for (let event = await Promise.race([stream.next(), ended]); event; event = await Promise.race([stream.next(), ended])) {
      const { kind, id } = event.data;
      if (kind === 'reset') this.readUpTo = event.id;
      else this.heard.set(nameOf(kind, id), event.id);
      this.lastId = event.id;
    }
  }
}

/** Of what everybody may hear who sees everything. */
export const lastChanges = async (database: HardDatabase): Promise<LastChanges> => {
  const rows = await database.query<{ kind: string; id: string; position: number }>(
    `select kind, id, max(position)::int as position from gateway.change where kind in ('journey', 'unit') group by 1, 2`,
  );
  return new Map(rows.map(({ kind, id, position }) => [nameOf(kind, id), position]));
};
