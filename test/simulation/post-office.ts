// Where notices end up: the far end of mail and webhooks, in memory. It may be closed for a while, and an answer may get lost on its way back.
import type { Sent } from '../../apps/alerting/notices/delivery.ts';
import type { Random } from '#simulator';

export interface Posted {
  readonly id: string;
  readonly target: string;
}

export class PostOffice {
  readonly taken: Posted[] = [];
  private trouble = 0;
  private random: Random | null = null;

  readonly mail = { send: (id: string, target: string) => this.take(id, target) };
  readonly webhook = { send: (id: string, target: string) => this.take(id, target) };

  /** `share` of what comes is turned away, and as much is taken without an answer. */
  be(share: number, random: Random): void {
    this.trouble = share;
    this.random = random;
  }

  private async take(id: string, target: string): Promise<Sent> {
    const luck = this.random?.next() ?? 1;
    if (luck < this.trouble) return { ok: false, lasting: false, error: 'answered 503' };
    this.taken.push({ id, target });
    return luck < 2 * this.trouble ? { ok: false, lasting: false, error: 'no answer within 10 s' } : { ok: true };
  }
}
