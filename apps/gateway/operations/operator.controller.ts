import { Controller, Inject } from '@nestjs/common';
import { type DeadLetterRetried, type OperatorView, routes } from '#contracts';
import { ApiRoute, DemoSwitch, In, Operations, ProblemError, roles, type RouteInput } from '#platform';
import { Peers } from '../peers/peers.ts';
import { OperatorDesk } from './operator-view.ts';

@Controller()
export class OperatorController {
  constructor(
    @Inject(OperatorDesk) private readonly desk: OperatorDesk,
    @Inject(Operations) private readonly operations: Operations,
    @Inject(DemoSwitch) private readonly demo: DemoSwitch,
    @Inject(Peers) private readonly peers: Peers,
  ) {}

  @ApiRoute('operator')
  async view(@In() { request }: RouteInput<'operator'>): Promise<OperatorView> {
    const { traffic } = this.demo;
    return { ...(await this.desk.view(request)), demo: traffic && { running: traffic.running, speed: traffic.speed } };
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
  async retry(@In() { body, request }: RouteInput<'retryDeadLetter'>): Promise<DeadLetterRetried> {
    const here = await this.operations.retry(body.group, body.eventId);
    if (here) return here;
    const role = roles.find((name) => body.group.startsWith(`${name}.`));
    const there =
      role && this.peers.knows(role) ? await this.peers.ask<DeadLetterRetried>(role, routes.retryDeadLetterPart.path, request, body) : null;
    return there ?? { ok: false, error: `nobody who answers runs the group ${body.group}; try again when its service is up` };
  }
}
