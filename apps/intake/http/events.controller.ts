import { Controller, Inject } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import { ApiRoute, In, OpaqueIds, ProblemError, type RouteInput } from '#platform';
import { MappingBook } from '../mappings/mapping-book.ts';
import { Intake } from '../receiving/intake.service.ts';
import { orderFaults } from './date-order.ts';
import { toldItem } from './told-event.ts';

/** Facts as CloudEvents JSON. Each event of a batch is taken or refused by itself; the answer comes after the commit. */
@Controller()
export class EventsController {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(MappingBook) private readonly book: MappingBook,
    @Inject(OpaqueIds) private readonly ids: OpaqueIds,
  ) {}

  @ApiRoute('intakeEvents')
  async take(@In() { body }: RouteInput<'intakeEvents'>) {
    const events: readonly CloudEvent[] = Array.isArray(body) ? body : [body];
    const identities = this.book.sources.flatMap((source) => source.identities);
    const errors = orderFaults(body, identities);
    if (errors.length > 0) throw new ProblemError('invalid', 'The times cannot follow each other', { errors });
    const items = events.map((event) => toldItem(event, { ids: this.ids, identities }));
    const outcomes = await Promise.all(items.map((item) => this.intake.take(item))).catch(() => {
      throw new ProblemError('unavailable', 'The events could not be stored just now; send them again');
    });
    return {
      results: outcomes.map(({ item, duplicate }, i) => ({
        id: events[i]!.id,
        status: duplicate && item.fault === null ? 'duplicate' : item.status,
        reason: item.fault?.text ?? null,
        messageId: item.id,
      })),
    };
  }
}
