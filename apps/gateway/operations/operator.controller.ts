import { Controller, Inject } from '@nestjs/common';
import { type DeadLetterRetried, type DemoTurned, type OperatorView, routes } from '#contracts';
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
  view(@In() { request }: RouteInput<'operator'>): Promise<OperatorView> {
    return this.desk.view(request);
  }

  @ApiRoute('demo')
  async turnDemo(@In() { body, request }: RouteInput<'demo'>): Promise<DemoTurned> {
    const here = this.demo.turn(body.running);
    if (here) return here;
    if (!this.peers.knows('demo')) throw new ProblemError('not-found', 'No demo runs here');
    const there = await this.peers.ask<DemoTurned>('demo', routes.demoPart.path, request, body);
    if (!there) throw new ProblemError('unavailable', 'the process that drives the made-up traffic does not answer; try again');
    return there;
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
