import { Controller, Inject } from '@nestjs/common';
import type { OperatorView } from '#contracts';
import { Eventing } from '#eventing';
import { ApiRoute, DemoSwitch, In, ProblemError, type RouteInput } from '#platform';
import { OperatorDesk } from './operator-view.ts';

@Controller()
export class OperatorController {
  constructor(
    @Inject(OperatorDesk) private readonly desk: OperatorDesk,
    @Inject(Eventing) private readonly eventing: Eventing,
    @Inject(DemoSwitch) private readonly demo: DemoSwitch,
  ) {}

  @ApiRoute('operator')
  async view(): Promise<OperatorView> {
    const { traffic } = this.demo;
    return { ...(await this.desk.view()), demo: traffic && { running: traffic.running, speed: traffic.speed } };
  }

  @ApiRoute('demo')
  pauseDemo(@In() { body }: RouteInput<'demo'>): { running: boolean } {
    const { traffic } = this.demo;
    if (!traffic) throw new ProblemError('not-found', 'No demo runs here');
    if (body.running) traffic.resume();
    else traffic.pause();
    return { running: body.running };
  }

  @ApiRoute('retryDeadLetter')
  async retry(@In() input: RouteInput<'retryDeadLetter'>): Promise<{ ok: boolean; error: string | null }> {
    if (!/^[0-9a-f-]{36}$/i.test(input.body.eventId)) return { ok: false, error: 'not an event id' };
    const retried = await this.eventing.retryDeadLetter(input.body.group, input.body.eventId);
    if (!retried) return { ok: false, error: `the group ${input.body.group} does not run in this process; try again where it does` };
    return { ok: retried.error === null, error: retried.error };
  }
}
