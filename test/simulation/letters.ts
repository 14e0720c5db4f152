// What is on its way to intake: HL7 messages of hospitals and events of municipalities, each sent until it is acknowledged. The line between may lose
// the letter or its acknowledgement, bring it twice, late, or after those that were sent later.
import { Buffer } from 'node:buffer';
import type { CloudEvent } from '#contracts';
import type { Random } from '#simulator';

export interface Letter {
  readonly number: number;
  /** Who sends it: a hospital's site, or a municipality. */
  readonly sender: string;
  readonly about: string;
  readonly bytes: Buffer;
  /** Null for HL7. */
  readonly event: CloudEvent | null;
  sent: number;
  acknowledged: boolean;
}

export type Fate = 'arrives' | 'lost' | 'answer-lost';

export class Letters {
  readonly all: Letter[] = [];
  private underWay: Letter[] = [];

  add(sender: string, about: string, bytes: Uint8Array, event: CloudEvent | null = null): Letter {
    const letter = { number: this.all.length + 1, sender, about, bytes: Buffer.from(bytes), event, sent: 0, acknowledged: false };
    this.all.push(letter);
    this.underWay.push(letter);
    return letter;
  }

  get waiting(): number {
    return this.underWay.length;
  }

  /** Mostly the oldest, sometimes any; taken off the line until it is known what became of it. */
  take(random: Random, orderly: boolean): Letter | null {
    if (this.underWay.length === 0) return null;
    const at = orderly || random.chance(0.6) ? 0 : random.int(this.underWay.length);
    return this.underWay.splice(at, 1)[0]!;
  }

  /** The first letters on the line of two hospitals, about two people; nothing is taken unless there are two. */
  pair(): readonly [Letter, Letter] | readonly [] {
    const fresh = this.underWay.filter((l) => l.event === null && l.sent === 0);
    const first = fresh[0];
    const second = fresh.find((l) => l.sender !== first?.sender);
    if (!first || !second) return [];
    this.underWay = this.underWay.filter((l) => l !== first && l !== second);
    return [first, second];
  }

  /** Sent again later: not acknowledged, or the sender does so for reasons of its own. */
  again(letter: Letter): void {
    this.underWay.push(letter);
  }
}
