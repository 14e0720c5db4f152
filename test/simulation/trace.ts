// What happened, line by line: the same seed gives the same lines, byte for byte, on every machine.
import { createHash } from 'node:crypto';
import { virtualClock } from './chance.ts';

export class Trace {
  readonly lines: string[] = [];
  private readonly hash = createHash('sha256');

  constructor(private readonly show: ((line: string) => void) | null = null) {}

  say(text: string): void {
    const line = `${virtualClock.now().toISOString()} ${text}`;
    this.lines.push(line);
    this.hash.update(`${line}\n`);
    this.show?.(line);
  }

  /** Of all lines so far. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }
}

export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
