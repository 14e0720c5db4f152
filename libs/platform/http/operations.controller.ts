import { Controller, Inject } from '@nestjs/common';
import type { DeadLetterRetried, DemoTurned, OperatorPart } from '#contracts';
import { DemoSwitch } from '../demo-switch.ts';
import { Operations } from '../operations.ts';
import { ApiRoute, In, type RouteInput } from './api-route.ts';
import { ProblemError } from './problem-error.ts';

/** In every process, so that the gateway can ask those that run other roles. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(Operations) private readonly operations: Operations,
    @Inject(DemoSwitch) private readonly demo: DemoSwitch,
  ) {}

  @ApiRoute('operatorPart')
  part(): Promise<OperatorPart> {
    return this.operations.ask();
  }

  @ApiRoute('retryDeadLetterPart')
  async retry(@In() { body }: RouteInput<'retryDeadLetterPart'>): Promise<DeadLetterRetried> {
    const retried = await this.operations.retry(body.group, body.eventId);
    return retried ?? { ok: false, error: `the group ${body.group} does not run in this process` };
  }

  @ApiRoute('demoPart')
  turnDemo(@In() { body }: RouteInput<'demoPart'>): DemoTurned {
    const turned = this.demo.turn(body.running);
    if (!turned) throw new ProblemError('not-found', 'No demo is driven from this process');
    return turned;
  }
}
