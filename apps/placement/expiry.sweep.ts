// What time does to holds and offers. Each is ended in a transaction of its own on locked rows and judged again there, so two sweeps at
// once are harmless, and one that fails leaves the others be.
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { placement } from '#domain';
import { EventStore } from '#eventing';
import { CLOCK, type Clock, newLogger, Rounds } from '#platform';
import { DataSource } from 'typeorm';
import { Desk } from './desk.ts';
import { inTransaction } from './transaction.ts';

const EVERY_MS = 1000;
const MOST_AT_ONCE = 200;

@Injectable()
export class ExpirySweep {
  private readonly rounds = new Rounds(newLogger('placement.expiry'));
  private resting = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval('placement.expiry', EVERY_MS)
  async tick(): Promise<void> {
    if (this.resting) return;
    await this.rounds.next(this.dataSource, () => this.sweep());
  }

  /** Until the answer is called: history being told is not judged by today's clock, which would end offers before their answers are told. */
  rest(): () => void {
    this.resting = true;
    return () => {
      this.resting = false;
    };
  }

  /** How many holds and offers it ended. */
  async sweep(): Promise<number> {
    const now = this.clock.now().toISOString();
    const due: { request_id: string }[] = await this.dataSource.query(
      `select request_id from placement.request where status in ('held', 'offered') and until <= $1 order by until, request_id limit ${MOST_AT_ONCE}`,
      [now],
    );
    let ended = 0;
    for (const { request_id } of due) ended += await this.end(request_id, now);
    return ended;
  }

  private end(requestId: string, now: string): Promise<number> {
    return inTransaction(this.dataSource, async (em) => {
      const desk = new Desk(em);
      await desk.load({ requests: [requestId], skipLocked: true });
      const request = desk.requests.get(requestId);
      if (!request) return 0;
      const place = request.placeId ? (desk.places.get(request.placeId) ?? null) : null;
      const decision = placement.expireHold({ request, place, reserved: null }, now);
      if (!decision.ok || !decision.events.length) return 0;
      const actor = request.status === 'held' ? 'rule:hold-expiry' : 'rule:no-answer-is-no';
      desk.take(decision.events, { recordedAt: now, causedBy: null, actor });
      await desk.flush(this.store);
      return 1;
    });
  }
}
