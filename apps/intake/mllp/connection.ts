// One sender's connection: bytes in, frames handed on in order, answers written in the same order. Knows nothing of what a message means.
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { frame, Framer, type FrameEvent } from './framer.ts';
import { judgeOpening } from './opening.ts';
import type { Timers } from './timers.ts';

export interface Limits {
  /** Greatest message, in bytes. */
  readonly messageBytes: number;
  /** A connection that says nothing is closed after this. */
  readonly idleMs: number;
  /** A frame that has begun must end within this. */
  readonly frameMs: number;
  /** How long a lone 0x1C waits for its 0x0D before it counts as the end. */
  readonly bareEndMs: number;
  /** Bytes outside frames are borne for so long, or so many. */
  readonly noiseMs: number;
  readonly noiseBytes: number;
  /** Messages in a row that are no HL7 at all, before the line is cut. */
  readonly strangers: number;
  /** Messages taken off the line but not answered yet; past it the sender is made to wait. */
  readonly waiting: number;
}

export const usualLimits: Limits = {
  messageBytes: 4 * 1024 * 1024,
  idleMs: 30 * 60_000,
  frameMs: 30_000,
  bareEndMs: 250,
  noiseMs: 2_000,
  noiseBytes: 4_096,
  strangers: 3,
  waiting: 512,
};

export interface Answer {
  /** Messages to send, unframed; none when the sender asked for none. */
  readonly messages: readonly Buffer[];
  /** Not HL7 at all. */
  readonly stranger: boolean;
  /** The answer is the last on this connection. */
  readonly close: boolean;
}

export type Closing =
  'tls' | 'http' | 'noise' | 'too-large' | 'strangers' | 'frame-timeout' | 'idle' | 'ended' | 'error' | 'crowded' | 'shutdown' | 'asked';

export interface Taker {
  /** A whole message. Resolves when it is safe to answer. */
  message(bytes: Buffer): Promise<Answer>;
  /** A frame that never came whole: nothing is answered. */
  broken(bytes: Buffer): Promise<void>;
  tooLarge(head: Buffer): Promise<Answer>;
  noise(bytes: number): void;
  closed(why: Closing): void;
}

export class Connection {
  private readonly framer: Framer;
  private opening: Buffer | null = Buffer.alloc(0);
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private strangers = 0;
  private why: Closing | null = null;
  private cancelIdle = () => {};
  private cancelFrame = () => {};
  private cancelEnd = () => {};
  private cancelNoise = () => {};
  private readonly socket: Socket;
  private readonly taker: Taker;
  private readonly limits: Limits;
  private readonly timers: Timers;

  constructor(socket: Socket, taker: Taker, limits: Limits, timers: Timers) {
    this.socket = socket;
    this.taker = taker;
    this.limits = limits;
    this.timers = timers;
    this.framer = new Framer(limits.messageBytes);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('end', () => this.finish('ended'));
    socket.on('error', () => this.drop('error'));
    socket.on('close', () => this.gone());
    this.waitIdle();
  }

  /** Nothing is under way: no message half read, and none waiting for its answer. */
  get quiet(): boolean {
    return this.waiting === 0 && !this.framer.inFrame;
  }

  /** Reads no more, answers what has been taken, then ends. */
  async close(): Promise<void> {
    this.finish('shutdown');
    await this.tail;
  }

  /** Cuts the line without answering. */
  drop(why: Closing): void {
    this.why ??= why;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (this.why !== null) return;
    const bytes = this.opened(chunk);
    if (bytes === null) return;
    this.handle(this.framer.push(bytes));
    if (this.why === null) this.watch();
  }

  /** Holds back the first bytes until it is clear that this is not TLS or HTTP. */
  private opened(chunk: Buffer): Buffer | null {
    if (this.opening === null) return chunk;
    const start = Buffer.concat([this.opening, chunk]);
    const opening = judgeOpening(start);
    if (opening === 'undecided') {
      this.opening = start;
      return null;
    }
    this.opening = null;
    if (opening === 'mllp') return start;
    this.taker.noise(start.length);
    this.drop(opening);
    return null;
  }

  private handle(events: readonly FrameEvent[]): void {
    for (const event of events) {
      if (event.kind === 'frame') this.take(() => this.taker.message(event.bytes));
      else if (event.kind === 'broken') this.take(() => this.taker.broken(event.bytes).then(() => null));
      else if (event.kind === 'noise') this.taker.noise(event.bytes);
      else this.take(() => this.taker.tooLarge(event.head), 'too-large');
    }
  }

  /** Hands on at once, answers in turn. */
  private take(work: () => Promise<Answer | null>, last: Closing | null = null): void {
    this.waiting++;
    if (this.waiting >= this.limits.waiting) this.socket.pause();
    if (last !== null) this.socket.pause();
    const done = work();
    done.catch(() => {});
    const before = this.tail;
    this.tail = this.answer(before, done, last);
  }

  /** In turn: after everything that was taken before has been answered. */
  private async answer(before: Promise<void>, done: Promise<Answer | null>, last: Closing | null): Promise<void> {
    await before;
    try {
      this.reply(await done, last);
    } catch {
      // Nothing was stored and no answer could be made: closing tells the sender to send again.
      this.drop('error');
    } finally {
      this.waiting--;
      if (this.waiting < this.limits.waiting / 2 && last === null) this.socket.resume();
    }
  }

  private reply(answer: Answer | null, last: Closing | null): void {
    if (answer === null) return;
    this.strangers = answer.stranger ? this.strangers + 1 : 0;
    if (answer.messages.length > 0 && this.socket.writable) this.socket.write(Buffer.concat(answer.messages.map(frame)));
    if (last !== null) this.end(last);
    else if (answer.close) this.end('asked');
    else if (this.strangers >= this.limits.strangers) this.end('strangers');
  }

  /** The time-outs that the state of the line calls for. */
  private watch(): void {
    this.waitIdle();
    if (this.framer.noiseBytes > this.limits.noiseBytes) return this.noisy();
    this.cancelNoise();
    this.cancelNoise =
      this.framer.noiseBytes > 0 && !this.framer.inFrame ? this.timers.after(this.limits.noiseMs, () => this.noisy()) : () => {};
    this.cancelEnd();
    this.cancelEnd = this.framer.awaitsCr ? this.timers.after(this.limits.bareEndMs, () => this.handle(this.framer.settle())) : () => {};
    // Counted anew at each byte: a slow sender is borne, one that has stopped in the middle is not.
    this.cancelFrame();
    this.cancelFrame = this.framer.inFrame ? this.timers.after(this.limits.frameMs, () => this.finish('frame-timeout')) : () => {};
  }

  private noisy(): void {
    this.taker.noise(this.framer.noiseBytes);
    this.drop('noise');
  }

  private waitIdle(): void {
    this.cancelIdle();
    this.cancelIdle = this.timers.after(this.limits.idleMs, () => this.finish('idle'));
  }

  /** No more comes: what is whole is taken, what is half is told as broken, and the line ends when all is answered. */
  private finish(why: Closing): void {
    if (this.why !== null) return;
    this.handle(this.framer.end());
    this.why = why;
    this.socket.pause();
    void this.tail.then(() => this.socket.end());
  }

  private end(why: Closing): void {
    this.why ??= why;
    this.socket.end();
    // Unread bytes would keep the socket from closing.
    this.socket.resume();
  }

  private gone(): void {
    for (const cancel of [this.cancelIdle, this.cancelFrame, this.cancelEnd, this.cancelNoise]) cancel();
    if (this.why === null) this.handle(this.framer.end());
    this.why ??= 'error';
    this.taker.closed(this.why);
  }
}
