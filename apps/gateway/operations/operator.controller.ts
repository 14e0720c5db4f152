import { Controller, Inject } from '@nestjs/common';
import type { OperatorView } from '#contracts';
import { Eventing } from '#eventing';
import { ApiRoute, In, type RouteInput } from '#platform';
import { OperatorDesk } from './operator-view.ts';

@Controller()
export class OperatorController {
  constructor(
    @Inject(OperatorDesk) private readonly desk: OperatorDesk,
    @Inject(Eventing) private readonly eventing: Eventing,
  ) {}

  @ApiRoute('operator')
  view(): Promise<OperatorView> {
    return this.desk.view();
  }

  @ApiRoute('retryDeadLetter')
  async retry(@In() input: RouteInput<'retryDeadLetter'>): Promise<{ ok: boolean; error: string | null }> {
    if (!/^[0-9a-f-]{36}$/i.test(input.body.eventId)) return { ok: false, error: 'not an event id' };
    const retried = await this.eventing.retryDeadLetter(input.body.group, input.body.eventId);
    if (!retried) return { ok: false, error: `the group ${input.body.group} does not run in this process; try again where it does` };
    return { ok: retried.error === null, error: retried.error };
  }
}
