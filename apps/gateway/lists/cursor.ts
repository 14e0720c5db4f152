// Where the next page begins: the last row's sort key, signed, and tied to the question it belongs to. Anything else is a bad cursor.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, deriveKey, ProblemError } from '#platform';

export interface Position {
  /** Sort value of the last row as text; null when it has none. */
  readonly value: string | null;
  readonly id: string;
}

@Injectable()
export class Cursors {
  private readonly key: Buffer;
  constructor(@Inject(CONFIG) config: Config) {
    this.key = deriveKey(config.masterKey, 'cursors');
  }

  write(question: object, position: Position): string {
    const body = Buffer.from(JSON.stringify([fingerprint(question), position.value, position.id]));
    return Buffer.concat([this.sign(body), body]).toString('base64url');
  }

  /** Throws `bad-cursor` when it was altered, or made for another list, filter, sort or asker. */
  read(question: object, text: string | undefined): Position | null {
    if (text === undefined) return null;
    const bytes = Buffer.from(text, 'base64url');
    const body = bytes.subarray(16);
    if (bytes.toString('base64url') !== text || body.length === 0 || !timingSafeEqual(bytes.subarray(0, 16), this.sign(body))) {
      throw new ProblemError('bad-cursor');
    }
    const [madeFor, value, id] = JSON.parse(body.toString('utf8')) as [string, string | null, string];
    if (madeFor !== fingerprint(question)) throw new ProblemError('bad-cursor', 'The cursor belongs to another question');
    return { value, id };
  }

  private sign(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(body).digest().subarray(0, 16);
  }
}

/** The question without the place in it: two pages of one list may differ in size. */
function fingerprint(question: object): string {
  const entries = Object.entries(question).filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined);
  return createHash('sha256')
    .update(JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 16);
}
