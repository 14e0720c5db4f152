// One browser on the live stream: what it may hear, where it stands, and how its bytes leave.
import type { ServerResponse } from 'node:http';
import type { Asker, StreamChange } from '#contracts';
import { hearsOf } from '../scope.ts';
import type { LoggedChange } from './change-log.ts';

/** A client that does not read is cut off: it comes back with Last-Event-ID and misses nothing. */
export const maxUnreadBytes = 1024 * 1024;

export class LiveClient {
  constructor(
    private readonly raw: ServerResponse,
    readonly asker: Asker,
    /** The last change that was passed on or is none of its business. */
    public position: number,
  ) {}

  /** Tells the browser where it stands before anything has happened, so that a first reconnect loses nothing. */
  open(headers: Record<string, string>) {
    this.raw.writeHead(200, headers);
    this.raw.write(`retry: 2000\nid: ${this.position}\n\n`);
  }

  pass(changes: readonly LoggedChange[], now: Date) {
    let text = '';
    for (const change of changes) {
      if (change.position <= this.position) continue;
      this.position = change.position;
      if (hearsOf(this.asker, change, now)) text += eventText(change.position, changeOf(change));
    }
    if (text) this.write(text);
  }

  /** What happened since is no longer known: read everything again, and go on from here. */
  reset(position: number, at: string) {
    this.position = position;
    this.write(eventText(position, { kind: 'reset', id: 'all', municipality: null, revision: 0, at }));
  }

  beat() {
    this.write(`: still here\nid: ${this.position}\n\n`);
  }

  end() {
    this.raw.end();
  }

  get closed(): boolean {
    return this.raw.destroyed || this.raw.writableEnded;
  }

  private write(text: string) {
    if (this.closed) return;
    this.raw.write(text);
    if (this.raw.writableLength > maxUnreadBytes) this.raw.destroy();
  }
}

const changeOf = ({ kind, id, municipality, revision, at }: LoggedChange): StreamChange => ({ kind, id, municipality, revision, at });
const eventText = (position: number, change: StreamChange) => `id: ${position}\ndata: ${JSON.stringify(change)}\n\n`;
