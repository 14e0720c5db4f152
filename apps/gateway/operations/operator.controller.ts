import { Controller, Inject } from '@nestjs/common';
import type { OperatorView } from '#contracts';
import { ApiRoute, In, type RouteInput } from '#platform';
import { EventServers } from './event-servers.ts';
import { OperatorDesk } from './operator-view.ts';

@Controller()
export class OperatorController {
  constructor(
    @Inject(OperatorDesk) private readonly desk: OperatorDesk,
    @Inject(EventServers) private readonly servers: EventServers,
  ) {}

  @ApiRoute('operator')
  view(): Promise<OperatorView> {
    return this.desk.view();
  }

  @ApiRoute('retryDeadLetter')
  async retry(@In() input: RouteInput<'retryDeadLetter'>): Promise<{ ok: boolean; error: string | null }> {
    const server = this.servers.of(input.body.group);
    if (!server) return { ok: false, error: `the group ${input.body.group} does not run in this process; try again where it does` };
    if (!/^[0-9a-f-]{36}$/i.test(input.body.eventId)) return { ok: false, error: 'not an event id' };
    const { error } = await server.retryDeadLetter(input.body.eventId);
    return { ok: error === null, error };
  }
}
