// One connection as the driver sees it: a stream that speaks PostgreSQL's wire protocol, whose other end is a function call instead of a socket.
import { Buffer } from 'node:buffer';
import { Duplex } from 'node:stream';

const SYNC = 'S'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const COMPLETE = 'C'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);

/** AuthenticationOk, BackendKeyData, ReadyForQuery (idle): what a server says when somebody has logged in. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x4b, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1, 0x5a, 0, 0, 0, 5, 0x49]);

export interface Exchange {
  /** Whole messages up to the point where the server answers. */
  request(line: Line, messages: Buffer): void;
  closed(line: Line): void;
}

export class Line extends Duplex {
  private unread: Buffer = Buffer.alloc(0);
  private welcomed = false;

  /** `owner`: who opened it. */
  constructor(
    readonly owner: string,
    private readonly exchange: Exchange,
  ) {
    super();
    this.once('close', () => exchange.closed(this));
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  answer(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(Buffer.from(bytes));
  }

  /** As when the other machine is gone: whatever was under way fails, and passes as a lost connection. */
  cut(): void {
    this.destroy(Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' }));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.gather(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.gather(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  private gather(chunk: Buffer): void {
    if (!this.welcomed) {
      this.welcomed = true;
      this.push(WELCOME);
      return;
    }
    this.unread = this.unread.length > 0 ? Buffer.concat([this.unread, chunk]) : chunk;
    const requests: Buffer[] = [];
    for (let from = 0, at = 0; at + 5 <= this.unread.length;) {
      const kind = this.unread[at]!;
      at += 1 + this.unread.readUInt32BE(at + 1);
      if (at > this.unread.length) break;
      if (kind === TERMINATE) return void this.push(null);
      if (kind !== SYNC && kind !== QUERY) continue;
      requests.push(this.unread.subarray(from, at));
      from = at;
    }
    this.unread = this.unread.subarray(requests.reduce((sum, { length }) => sum + length, 0));
    for (const request of requests) this.exchange.request(this, request);
  }
}

/** `I` idle, `T` in a transaction, `E` in a failed one: what the last ReadyForQuery of an answer says. */
export const statusIn = (answer: Uint8Array): 'I' | 'T' | 'E' => String.fromCharCode(answer[answer.length - 1]!) as 'I' | 'T' | 'E';

/** The end of a transaction, or a statement of its own that was no mere question. */
export const changedSomething = (answer: Uint8Array): boolean => {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt32BE(at + 1))
    if (bytes[at] === COMPLETE && bytes.toString('latin1', at + 5, at + 11) !== 'SELECT') return true;
  return false;
};

/** The rows of an answer to a simple query, as text. Throws what the server says is wrong. */
export function rowsIn(answer: Uint8Array): (string | null)[][] {
  const bytes = Buffer.from(answer);
  const rows: (string | null)[][] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    const kind = String.fromCharCode(bytes[at]!);
    if (kind === 'E') throw new Error(bytes.toString('utf8', at + 5, at + 1 + bytes.readUInt32BE(at + 1)).replaceAll('\0', ' '));
    if (kind !== 'D') continue;
    const row: (string | null)[] = [];
    let from = at + 7;
    for (let left = bytes.readUInt16BE(at + 5); left > 0; left--) {
      const length = bytes.readInt32BE(from);
      row.push(length < 0 ? null : bytes.toString('utf8', from + 4, from + 4 + length));
      from += 4 + Math.max(0, length);
    }
    rows.push(row);
  }
  return rows;
}
