// Cuts a byte stream into MLLP frames: 0x0B, message, 0x1C 0x0D. A pure state machine, so any way of chunking the same bytes gives the same
// events. It never decodes, waits or answers: the listener owns sockets and clocks and calls `settle` when a lone 0x1C has waited long enough.
import { Buffer } from 'node:buffer';

export const VT = 0x0b;
export const FS = 0x1c;
export const CR = 0x0d;
const LF = 0x0a;

export type FrameEvent =
  /** A whole message. `bareEnd` when the 0x0D after 0x1C was missing. */
  | { readonly kind: 'frame'; readonly bytes: Buffer; readonly bareEnd: boolean }
  /** A message that never came to its end: a new 0x0B, or the connection closed, in the middle of it. */
  | { readonly kind: 'broken'; readonly bytes: Buffer; readonly reason: 'restarted' | 'cut-off' }
  /** Bytes outside any frame, told when the next frame starts. Line ends between frames are not noise. */
  | { readonly kind: 'noise'; readonly bytes: number }
  /** The message grew past the limit; `head` is its beginning. Nothing more is read after this. */
  | { readonly kind: 'too-large'; readonly head: Buffer };

type State = 'outside' | 'inside' | 'after-fs' | 'closed';

export class Framer {
  private state: State = 'outside';
  private parts: Buffer[] = [];
  private size = 0;
  private noise = 0;
  private readonly limit: number;

  /** `limit`: greatest number of bytes in a message. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Bytes seen outside any frame since the last one. */
  get noiseBytes(): number {
    return this.noise;
  }

  get inFrame(): boolean {
    return this.state === 'inside' || this.state === 'after-fs';
  }

  get awaitsCr(): boolean {
    return this.state === 'after-fs';
  }

  push(chunk: Buffer): FrameEvent[] {
    const events: FrameEvent[] = [];
    let start = 0; // where the not yet taken part of the message begins in this chunk
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.state === 'inside') {
        if (byte !== FS && byte !== VT) continue;
        this.take(chunk, start, i);
        if (this.size > this.limit) return this.overflow(events);
        if (byte === FS) this.state = 'after-fs';
        else this.restart(events);
        start = i + 1;
      } else if (this.state === 'after-fs') {
        start = this.afterFs(byte, i, events);
      } else if (this.state === 'outside') {
        if (byte === VT) this.open(events);
        else if (byte !== CR && byte !== LF) this.noise++;
        start = i + 1;
      }
    }
    if (this.state === 'inside') this.take(chunk, start, chunk.length);
    return this.size > this.limit ? this.overflow(events) : events;
  }

  /** The 0x0D after 0x1C did not come in time: the message is whole all the same. */
  settle(): FrameEvent[] {
    return this.state === 'after-fs' ? [this.finish(true)] : [];
  }

  /** The other side has closed. */
  end(): FrameEvent[] {
    const events = this.settle();
    if (this.state === 'inside' && this.size > 0) events.push({ kind: 'broken', bytes: this.content(), reason: 'cut-off' });
    if (this.noise > 0) events.push({ kind: 'noise', bytes: this.noise });
    this.state = 'closed';
    return events;
  }

  /** One byte after 0x1C; returns where message content goes on. A 0x1C followed by anything but a frame end is content after all. */
  private afterFs(byte: number, at: number, events: FrameEvent[]): number {
    if (byte === CR || byte === LF) events.push(this.finish(byte === LF));
    else if (byte === VT) {
      events.push(this.finish(true));
      this.open(events);
    } else {
      this.take(Buffer.from([FS]), 0, 1);
      if (byte !== FS) {
        this.state = 'inside';
        return at;
      }
    }
    return at + 1;
  }

  private open(events: FrameEvent[]): void {
    if (this.noise > 0) events.push({ kind: 'noise', bytes: this.noise });
    this.noise = 0;
    this.state = 'inside';
  }

  private restart(events: FrameEvent[]): void {
    if (this.size > 0) events.push({ kind: 'broken', bytes: this.content(), reason: 'restarted' });
    this.clear();
  }

  private finish(bareEnd: boolean): FrameEvent {
    const bytes = this.content();
    this.clear();
    this.state = 'outside';
    return { kind: 'frame', bytes, bareEnd };
  }

  private overflow(events: FrameEvent[]): FrameEvent[] {
    events.push({ kind: 'too-large', head: this.content().subarray(0, Math.min(this.limit, 4096)) });
    this.clear();
    this.state = 'closed';
    return events;
  }

  private take(chunk: Buffer, from: number, to: number): void {
    if (to <= from) return;
    this.parts.push(chunk.subarray(from, to));
    this.size += to - from;
  }

  private content(): Buffer {
    return this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
  }

  private clear(): void {
    this.parts = [];
    this.size = 0;
  }
}

export const frame = (message: Buffer): Buffer => Buffer.concat([Buffer.from([VT]), message, Buffer.from([FS, CR])]);
