// What the outside knows: every message sent and acknowledged, every hold that was promised. Each line is on disk before anything follows from it.
import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A message is called by its control id; another one under the same number is `number#2`. */
export interface Promises {
  readonly sent: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  /** `requestId placeId revision` of each hold that was answered with 200. */
  readonly held: ReadonlySet<string>;
  /** `key topic` of each record put into a topic that nobody can accept. */
  readonly planted: ReadonlySet<string>;
}

export class Ledger {
  private readonly file: number;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a');
  }

  sent(controlId: string): void {
    this.write('sent', controlId);
  }
  acknowledged(controlId: string): void {
    this.write('acknowledged', controlId);
  }
  held(requestId: string, placeId: string, revision: number): void {
    this.write('held', `${requestId} ${placeId} ${revision}`);
  }
  planted(key: string, topic: string): void {
    this.write('planted', `${key} ${topic}`);
  }

  private write(what: keyof Promises, text: string): void {
    writeSync(this.file, `${what} ${text}\n`);
    fsyncSync(this.file);
  }
}

export function readLedger(path: string): Promises {
  const kept = { sent: new Set<string>(), acknowledged: new Set<string>(), held: new Set<string>(), planted: new Set<string>() };
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [what, ...rest] = line.split(' ');
    if (what !== undefined && what in kept) kept[what as keyof typeof kept].add(rest.join(' '));
  }
  return kept;
}
